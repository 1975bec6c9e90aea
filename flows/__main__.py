"""The `denpyo` command (design section 8). Exit codes: 0 done, 1 something is held or refused, 2 bad configuration or bad call."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from slips.errors import Misconfigured, Trouble

BAD_CALL = 2
ROLES = ("clerk", "supervisor", "admin")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Each imports what it needs only when it is called, so that --help answers at once."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    chosen = _parser().parse_args(arguments)
    # A reader is one thread: numpy's own would only turn idly on the core of the reader beside it. Heard before numpy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    run: Callable[[argparse.Namespace], int] = chosen.run
    try:
        return run(chosen)
    except Misconfigured as wrong:
        print(f"denpyo: {wrong}", file=sys.stderr)
        return BAD_CALL
    except Trouble as trouble:
        print(f"denpyo: {trouble}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="denpyo", description="Scanned slips → entries in the finance system, proved at both ends."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = _command(
        commands, "demo", _demo, "everything on one machine, with made-up slips and a practice finance system"
    )
    demo.add_argument(
        "--exit", action="store_true", help="stop when all samples have ended; 1 if one did not end as it should"
    )
    demo.add_argument("--home", type=Path, default=Path("var/demo"), help="where it keeps everything")
    demo.add_argument("--samples", type=int, default=None, help="only the first so many files (else all)")
    demo.add_argument("--fresh", action="store_true", help="forget the demo before")
    _command(commands, "up", _up, "the services, on the configured finance system; Ctrl-C stops them")
    _read_command(commands)
    _posting_commands(commands)
    bench = _command(commands, "bench", _bench, "measured figures")
    bench.add_argument("what", choices=["reading", "engines", "scaling", "fit", "adversarial", "flow"])
    bench.add_argument("--seeds", default="5000-5009", help="reading: FIRST-LAST, one page of each form a seed")
    bench.add_argument("--forms", default="", help="reading: only these, separated by commas")
    bench.add_argument("--profiles", default="", help="reading: only these ways of ageing, separated by commas")
    bench.add_argument("--peers", action="store_true", help="reading: other readers on the same pages")
    bench.add_argument("--workers", type=int, default=1, help="reading: how many readers side by side")
    bench.add_argument("--slips", type=int, default=30, help="how many sample files")
    bench.add_argument("--kills", type=int, default=10, help="how many processes are killed at random moments")
    bench.add_argument("--seed", type=int, default=1)
    bench.add_argument(
        "--home",
        type=Path,
        default=Path("var/bench"),
        help="where its pages lie meanwhile, each run's in a folder of its own",
    )
    bench.add_argument("--json", action="store_true")
    _command(commands, "doctor", _doctor, "is this machine fit to work?")
    _command(commands, "audit", _audit, "history chain, originals, receipts: are they as they were written?")
    user = _command(commands, "user", _user, "accounts of the desk")
    user.add_argument("what", choices=["add"])
    user.add_argument("login")
    user.add_argument("--name", default="")
    user.add_argument("--role", choices=ROLES, default="clerk")
    user.add_argument(
        "--desk", action="append", default=[], help="may see this desk; may be given again; none: every desk"
    )
    service = _command(commands, "service", _service, "one service of `denpyo up`, as containers start it")
    service.add_argument("name", choices=["desk", "runner", "watcher"])
    service.add_argument(
        "--flows",
        default="",
        metavar="NAME,…",
        help="runner: serve only these flows, where several runners share the work",
    )
    return parser


def _read_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    read = _command(commands, "read", _read, "read files without storing anything")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument("--forms", type=Path)
    read.add_argument("--masters", type=Path)
    read.add_argument("--json", action="store_true")


def _posting_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    post = _command(commands, "post", _post, "post approved slips by hand")
    post.add_argument("slip_ids", nargs="+", metavar="SLIP_ID")
    post.add_argument("--rehearse", action="store_true", help="type and confirm, but never register")
    post.add_argument("--json", action="store_true")
    rehearse = _command(commands, "rehearse", _rehearse, "type one entry from a file, stopping before the commit")
    rehearse.add_argument("entry", type=Path, metavar="ENTRY.json")
    rehearse.add_argument("--system", required=True, help="a system of denpyo.toml, or a folder of worksheets")
    rehearse.add_argument("--url", default="")
    rehearse.add_argument(
        "--commit", action="store_true", help="register, only where the system is declared practice = true"
    )
    rehearse.add_argument("--json", action="store_true")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    what: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run)
    return parser


def _demo(chosen: argparse.Namespace) -> int:
    from flows.demo import demo

    return demo(chosen.home, stop_at_end=chosen.exit, fresh=chosen.fresh, samples=chosen.samples)


def _up(_: argparse.Namespace) -> int:
    from flows.up import up

    return up(lambda line: print(line, flush=True))


def _read(chosen: argparse.Namespace) -> int:
    from flows.read import read

    return read(chosen.files, chosen.forms, chosen.masters, as_json=chosen.json)


def _post(chosen: argparse.Namespace) -> int:
    from flows.by_hand import post

    return post(chosen.slip_ids, rehearse=chosen.rehearse, as_json=chosen.json)


def _rehearse(chosen: argparse.Namespace) -> int:
    from flows.by_hand import rehearse_file

    return rehearse_file(chosen.entry, chosen.system, chosen.url, commit=chosen.commit, as_json=chosen.json)


def _bench_reading(chosen: argparse.Namespace) -> int:
    from config import config_folder
    from flows.bench_adversarial import bench_adversarial
    from flows.bench_engines import bench_engines
    from flows.bench_fit import bench_fit
    from flows.bench_reading import FORMS, bench_reading, profiles_from, seeds_from
    from flows.bench_scaling import bench_scaling

    seeds, profiles = seeds_from(chosen.seeds), profiles_from(chosen.profiles)
    forms = chosen.forms.split(",") if chosen.forms else list(FORMS)
    workers, home = chosen.workers, _own_folder(chosen.home)
    if chosen.what == "adversarial":
        return bench_adversarial(seeds, workers, as_json=chosen.json)
    if chosen.what == "engines":
        return bench_engines(seeds, forms, profiles, home, as_json=chosen.json)
    if chosen.what == "scaling":
        return bench_scaling(seeds, forms, profiles, workers, home, as_json=chosen.json)
    if chosen.what == "fit":
        to = config_folder() / "thresholds.toml"
        return bench_fit(seeds, forms, profiles, workers, home, to, as_json=chosen.json)
    return bench_reading(seeds, forms, profiles, workers, home, with_peers=chosen.peers, as_json=chosen.json)


def _own_folder(home: Path) -> Path:
    """What lay there before is nobody's to remove, another run's pages above all."""
    return home / str(os.getpid())


def _bench(chosen: argparse.Namespace) -> int:
    if chosen.what != "flow":
        return _bench_reading(chosen)
    from flows.bench_flow import bench_flow

    return bench_flow(_own_folder(chosen.home), chosen.kills, chosen.slips, chosen.seed, as_json=chosen.json)


def _doctor(_: argparse.Namespace) -> int:
    from flows.doctor import doctor

    return doctor()


def _audit(_: argparse.Namespace) -> int:
    from flows.audit import find_problems
    from flows.wiring import open_world

    problems = find_problems(open_world())
    print(*problems or ["all is as it was written"], sep="\n")
    return 1 if problems else 0


def _user(chosen: argparse.Namespace) -> int:
    from flows.accounts import add

    return add(chosen.login, chosen.name or chosen.login, chosen.role, tuple(chosen.desk))


def _service(chosen: argparse.Namespace) -> int:
    from flows.service import SERVICES, runner

    if chosen.flows and chosen.name != "runner":
        raise Misconfigured("--flows belongs to `denpyo service runner`")
    if chosen.flows:
        runner(tuple(chosen.flows.split(",")))
    else:
        SERVICES[chosen.name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
