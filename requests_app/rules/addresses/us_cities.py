"""The larger cities of the United States: known at the end of a line without commas, they need no library to be seen.

Names of the 2020 census (population of about 90,000 and more), as people write them; the list decides nothing by itself.
"""

from __future__ import annotations

from ..text import phrase_set

CITIES: frozenset[str] = phrase_set(
    "new york, new york city, nyc, brooklyn, bronx, the bronx, queens, staten island, manhattan, los angeles, chicago, houston",
    "phoenix, philadelphia, san antonio, san diego, dallas, san jose, austin, jacksonville, fort worth, ft worth, columbus",
    "charlotte, indianapolis, san francisco, seattle, denver, washington, boston, nashville, oklahoma city, el paso, portland",
    "las vegas, detroit, memphis, louisville, baltimore, milwaukee, albuquerque, tucson, fresno, mesa, kansas city, atlanta",
    "omaha, colorado springs, raleigh, miami, long beach, virginia beach, oakland, minneapolis, tulsa, tampa, arlington",
    "new orleans, wichita, bakersfield, cleveland, aurora, anaheim, honolulu, santa ana, riverside, corpus christi, lexington",
    "henderson, stockton, saint paul, st paul, cincinnati, saint louis, st louis, pittsburgh, greensboro, lincoln, anchorage",
    "plano, orlando, irvine, newark, durham, chula vista, toledo, fort wayne, st petersburg, saint petersburg, laredo",
    "jersey city, chandler, madison, lubbock, scottsdale, reno, buffalo, gilbert, glendale, north las vegas, winston salem",
    "chesapeake, norfolk, fremont, garland, irving, hialeah, richmond, boise, spokane, baton rouge, tacoma",
    "san bernardino, modesto, fontana, des moines, moreno valley, santa clarita, fayetteville, birmingham, oxnard, rochester",
    "port st lucie, grand rapids, huntsville, salt lake city, frisco, yonkers, amarillo, huntington beach, mckinney",
    "montgomery, augusta, akron, little rock, tempe, overland park, grand prairie, tallahassee, cape coral, mobile",
    "knoxville, shreveport, worcester, ontario, vancouver, sioux falls, chattanooga, brownsville, fort lauderdale",
    "ft lauderdale, providence, newport news, rancho cucamonga, santa rosa, peoria, oceanside, elk grove, salem",
    "pembroke pines, eugene, garden grove, cary, fort collins, corona, springfield, jackson, alexandria, hayward, clarksville",
    "lakewood, lancaster, salinas, palmdale, hollywood, macon, sunnyvale, pomona, killeen, escondido, pasadena, naperville",
    "bellevue, joliet, murfreesboro, midland, rockford, paterson, savannah, bridgeport, torrance, mcallen, syracuse, surprise",
    "denton, roseville, thornton, miramar, mesquite, olathe, dayton, carrollton, waco, orange, fullerton, charleston",
    "west valley city, visalia, hampton, gainesville, warren, coral springs, cedar rapids, round rock, sterling heights, kent",
    "columbia, santa clara, new haven, stamford, concord, elizabeth, athens, thousand oaks, lafayette, simi valley, topeka",
    "norman, fargo, wilmington, abilene, odessa, pearland, victorville, hartford, vallejo, allentown, berkeley, richardson",
    "arvada, ann arbor, sugar land, lansing, evansville, college station, fairfield, clearwater, west jordan, beaumont, provo",
    "el monte, independence, inglewood, el cajon, edinburg, temecula, tyler, league city, green bay, las cruces, harlingen",
    "miami beach, miami gardens, north miami, doral, homestead, kissimmee, trenton, camden, passaic, union city, pharr",
    "spokane valley, west palm beach, boca raton, pompano beach, daly city, san mateo, compton, south gate, carson",
    "rio rancho, las cruces, manchester, nashua, lowell, cambridge, lawrence, lynn, new bedford, brockton, quincy, waterbury",
    "san juan, bayamon, ponce, carolina, caguas, mayaguez, arecibo, guaynabo, oak park, wheeling, silver spring, bethesda",
)
"""Cities in the plain form of `text.plain`."""
