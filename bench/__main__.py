"""Run every bench, or the ones named, and print each figure beside its floor."""

import json
import sys

from bench.places import environments, run

# name: the engines it runs on, and the arguments of each run
BENCHES = {
    "hire": (("postgres", "sqlite"), ((),)),
    "rest": (("postgres", "sqlite"), ((),)),
    "roster": (("sqlite", "postgres"), (("6000",), ("100000",))),
    "lists": (("sqlite", "postgres"), (("6000",), ("600000",))),
    "exports": (("sqlite", "postgres"), ((),)),
    "filings": (("sqlite", "postgres"), ((),)),
    "savings": (("sqlite", "postgres"), ((),)),
    "pay_runs": (("sqlite", "postgres"), (("6000",),)),
    "actuals": (("postgres", "sqlite"), ((),)),
    "pages": (("sqlite", "postgres"), (("6000",), ("60000",))),
}


def main(names: list[str]) -> None:
    for name in names or list(BENCHES):
        engines, runs = BENCHES[name]
        for engine in engines:
            for arguments in runs:
                with environments(engine) as found:
                    for line in run(found[engine], f"bench.{name}", *arguments).splitlines():
                        show(json.loads(line))


def show(figure: dict) -> None:
    print(figure.pop("what"), flush=True)
    for name, value in figure.items():
        print(f"    {name:<10} {value}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
