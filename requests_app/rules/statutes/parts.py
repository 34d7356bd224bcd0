"""What the code holds below and beside the listed sections: the last designator at a place, and the Act's own numbers."""

from __future__ import annotations


def _pairs(*lines: str) -> dict[str, str]:
    """Read lines of 'title: citation last; citation last'; '-' for a place that has no parts below it."""
    found = {}
    for line in lines:
        title, rest = line.split(": ", 1)
        for one in rest.split("; "):
            cited, last = one.split()
            found[f"{title} USC {cited}"] = last.strip("-")
    return found


LAST_PART: dict[str, str] = _pairs(
    "8: 1253 d; 1253(a) 3; 1253(a)(1) D; 1253(a)(1)(A) -; 1253(a)(1)(B) -; 1253(a)(1)(C) -; 1253(a)(1)(D) -; 1253(b) -",
    "8: 1282 c; 1282(c) -; 1304 f; 1304(e) -; 1306 d; 1306(a) -; 1306(b) -; 1306(c) -; 1306(d) -",
    "8: 1324 e; 1324(a) 4; 1324(a)(1) C; 1324(a)(1)(A) v; 1324(a)(1)(A)(v) II; 1324(a)(1)(B) iv; 1324(a)(2) B",
    "8: 1324(a)(2)(B) iii; 1324(a)(3) B; 1324(a)(4) C; 1324a h; 1324a(f) 2; 1324c f; 1324c(e) 2; 1324d b",
    "8: 1325 d; 1325(a) 3; 1325(b) 2; 1325(c) -; 1325(d) -; 1326 d; 1326(a) 2; 1326(b) 4; 1326(d) 3; 1327 -; 1328 -",
    "8: 1229c f; 1321 b; 1322 d; 1323 e",
    "18: 2 b; 286 -; 287 -; 371 -; 641 -; 666 d; 911 -; 1001 c; 1015 f; 1028 i; 1028A c; 1029 h; 1030 j; 1341 -; 1343 -",
    "18: 1344 2; 1347 b; 1349 -; 1425 b; 1426 h; 1503 b; 1505 -; 1512 k; 1519 -; 1542 -; 1543 -; 1544 -; 1545 -; 1546 c",
    "18: 1581 b; 1582 -; 1583 b; 1584 b; 1585 -; 1586 -; 1587 -; 1588 -; 1589 d; 1590 b; 1592 c; 1621 2; 1623 g; 1951 c",
    "18: 1952 e; 1956 i; 1957 f; 1960 b; 1962 d; 2251 e; 2251A c; 2252 c; 2252A g; 2339A b; 2339B j; 2423 g; 924 p",
    "21: 841 h; 843 f; 846 -; 848 s; 963 -",
    "31: 5324 d; 5332 c",
    "42: 408 e",
)
"""Citation -> the last designator below it ('' if there is none): what lies beyond doesn't exist.

A place that isn't here isn't looked at: the list holds only what is settled, so that an amendment makes no false alarm.
"""


def _act(*lines: str) -> dict[str, str]:
    """Read lines of 'section of the Act = section of title 8'; 'a-b = c' counts on from c."""
    found = {}
    for line in lines:
        for one in line.split("; "):
            sections, became = one.split(" = ")
            first, _, last = sections.partition("-")
            if not last:
                found[first] = became
            else:
                found |= {str(n): str(int(became) + n - int(first)) for n in range(int(first), int(last) + 1)}
    return found


INA: dict[str, str] = _act(
    "101-106 = 1101; 201-210 = 1151; 211-213 = 1181; 213a = 1183a; 214 = 1184; 215 = 1185; 216 = 1186a; 216a = 1186b",
    "217-219 = 1187; 221-224 = 1201; 231-236 = 1221; 235a = 1225a; 236a = 1226a; 237-239 = 1227; 240 = 1229a",
    "240a = 1229b; 240b = 1229c; 240c = 1230; 241 = 1231; 242-243 = 1252; 244 = 1254a; 245 = 1255; 245a = 1255a",
    "246-250 = 1256; 251-258 = 1281; 261-266 = 1301; 271-274 = 1321; 274a = 1324a; 274b = 1324b; 274c = 1324c",
    "274d = 1324d; 275-280 = 1325; 281-293 = 1351; 294 = 1363a; 301-309 = 1401; 310-320 = 1421; 322 = 1433",
    "324-344 = 1435; 346-347 = 1457; 349 = 1481; 351 = 1483; 356-357 = 1488; 358-360 = 1501",
)
"""Section of the Immigration and Nationality Act -> section of title 8."""
