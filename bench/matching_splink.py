"""Splink on DuckDB on the tables of bench/matching.py: `PYTHON bench/matching_splink.py FOLDER COPIES ROWS RECORDS`.

In an environment of its own. Copies are worlds of their own, as in bench/matching.py: every word of a copy has its mark behind.

It reads FOLDER/subjects.tsv and FOLDER/records.tsv (normal forms in words), trains and predicts as splink's own manual does,
by comparable keys, and prints a line of JSON: seconds from the loaded tables to the predictions (training apart), and at the
threshold of a match probability that gives the best precision, precision and recall. For each subject the best pair counts.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THREADS = 2
THRESHOLDS = (0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999)
RULES = (
    block_on("tin"),
    block_on("street", "surname"),
    block_on("street", "given"),
    block_on("name_zip"),
)
COMPARISONS = (
    cl.ExactMatch("tin"),
    cl.JaroWinklerAtThresholds("surname", [0.92]),
    cl.JaroWinklerAtThresholds("given", [0.92]),
    cl.ExactMatch("middle_initial"),
    cl.ExactMatch("suffix"),
    cl.ExactMatch("street"),
    cl.ExactMatch("unit"),
    cl.ExactMatch("zip"),
)

WEIGHED = """
WITH best AS (SELECT *, row_number() OVER (PARTITION BY subject ORDER BY p DESC) AS place FROM pairs WHERE p >= {least})
SELECT count(*), count(*) FILTER (WHERE record = truth) FROM best WHERE place = 1"""


def _multiply(own: duckdb.DuckDBPyConnection, name: str, copies: int, people: dict[str, int]) -> None:
    columns = [row[0] for row in own.execute(f"DESCRIBE {name}").fetchall()][2:]
    for number in range(1, copies):
        words = ", ".join(f"{column} || '~{number}'" for column in columns)
        moved = f"(unique_id::bigint + {number * people[name]})::varchar"
        true = f"CASE WHEN truth = '0' THEN '0' ELSE (truth::bigint + {number * people['records']})::varchar END"
        own.execute(
            f"INSERT INTO {name} SELECT {moved}, {true}, {words} FROM {name} WHERE unique_id::bigint <= {people[name]}"
        )


def _linker(folder: Path, copies: int, people: dict[str, int]) -> tuple[duckdb.DuckDBPyConnection, Linker]:
    own = duckdb.connect()
    own.execute(f"SET threads = {THREADS}")
    api = DuckDBAPI(own)
    tables = []
    for name in ("subjects", "records"):
        path = folder / f"{name}.tsv"
        own.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', delim='\t', header=true, all_varchar=true, nullstr='')"
        )
        _multiply(own, name, copies, people)
        tables.append(api.register(name, dataset_display_name=name))
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=list(COMPARISONS),
        blocking_rules_to_generate_predictions=list(RULES),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    return own, Linker(tables, settings)


def main() -> None:
    """Link and print."""
    logging.disable(logging.WARNING)
    copies, rows, records = map(int, sys.argv[2:5])
    own, linker = _linker(Path(sys.argv[1]), copies, {"subjects": rows, "records": records})
    start = time.perf_counter()
    linker.training.estimate_probability_two_random_records_match([block_on("tin"), block_on("name_zip")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name_zip"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("street", "unit"))
    trained = time.perf_counter()
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    seconds = time.perf_counter() - trained
    own.execute(
        f"""CREATE TABLE pairs AS SELECT s.unique_id AS subject, s.truth, r.unique_id AS record, p.match_probability AS p
        FROM {predicted.physical_name} p
        JOIN subjects s ON s.unique_id = CASE WHEN p.source_dataset_l = 'subjects' THEN p.unique_id_l ELSE p.unique_id_r END
        JOIN records r ON r.unique_id = CASE WHEN p.source_dataset_l = 'subjects' THEN p.unique_id_r ELSE p.unique_id_l END"""
    )
    true = own.execute("SELECT count(*) FROM subjects WHERE truth <> '0'").fetchone()[0]
    found = []
    for least in THRESHOLDS:
        linked, right = own.execute(WEIGHED.format(least=least)).fetchone()
        found.append({"threshold": least, "precision": right / max(1, linked), "recall": right / max(1, true)})
    best = max(found, key=lambda one: (one["precision"], one["recall"]))
    print(json.dumps({"seconds": seconds, "training": trained - start, "all": found, **best}))


if __name__ == "__main__":
    main()
