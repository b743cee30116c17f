"""Runs Duecourse, a loop written by hand, SimPy and Ciw on the same model, one after the other in several rounds, and prints the tables of
src/documentation/performance.md as Markdown. Usage: compare.py [--rounds N] [--cases N]; `.ci/peers/simulation` prepares all that it needs.

Every figure is the median over the rounds: a machine that has something else to do for a while slows down one round, not the comparison. Exits with 1
if the shares on time or the waits of the tools differ by more than chance explains.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from math import sqrt
from pathlib import Path
from statistics import NormalDist, fmean, median, stdev

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DUECOURSE = ROOT / "target/release/duecourse"
BY_HAND = ROOT / "target/release/examples/five_stages_by_hand"
CASES = 20_000  # in a replication, as the scenarios say
REPLICATIONS = 60  # half a second of ours, a fifth by hand; twenty would be too short beside the others
LOADS = ("low", "high")
DEADLINES = ("stage 1 within 5 days", "stage 2 within 15 days")
TOOLS_COMPARED = ("Duecourse", "by hand", "SimPy", "Ciw")
# The loop by hand counts nothing but what is late.
TOOLS_THAT_KNOW_WAITS = ("Duecourse", "SimPy", "Ciw")
STAGES = 5
# What is compared: the key in what a tool prints, the place there, what it is, who knows it.
COMPARED = [("on_time", at, f"on time: {deadline}", TOOLS_COMPARED) for at, deadline in enumerate(DEADLINES)]
COMPARED += [("wait_days", at, f"days waited for team {at + 1}", TOOLS_THAT_KNOW_WAITS) for at in range(STAGES)]
# All comparisons together are wrong once in a hundred times.
ERROR = 0.01 / (len(LOADS) * sum(len(known_by) - 1 for *_, known_by in COMPARED))
ROUNDS_MIN = 5


def run(*command):
    """The JSON that a command prints."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


def simulate(scenario, *options):
    """A simulation: its document."""
    return run(DUECOURSE, "simulate", "--scenario", scenario, "--timing", "--format", "json", *options)


def duecourse(load, seed, threads):
    document = simulate(
        f"models/benchmark/five_stage_{load}.toml",
        *("--replications", REPLICATIONS * threads, "--seed", seed, "--threads", threads),
    )
    shares = [deadline["on_time"]["share"] for deadline in document["deadlines"]]
    waits = [actor["wait_days_mean"] for actor in document["actors"] if actor["id"].startswith("team")]
    return {"cases_per_second": document["timing"]["cases_per_second"], "on_time": shares, "wait_days": waits}


def tools(cases):
    """Name, and what runs it for a load and a seed."""
    peer = lambda name: lambda load, seed: run(sys.executable, HERE / name, load, cases, seed)
    return {
        "Duecourse": lambda load, seed: duecourse(load, seed, 1),
        "Duecourse, 2 threads": lambda load, seed: duecourse(load, seed, 2),
        "by hand": lambda load, seed: run(BY_HAND, load, REPLICATIONS, seed),
        "SimPy": peer("simpy_peer.py"),
        "Ciw": peer("ciw_peer.py"),
    }


def measure(rounds, cases):
    """For each load and tool, what it said in each round."""
    runners = tools(cases)
    said = {(load, name): [] for load in LOADS for name in runners}
    for number in range(1, rounds + 1):
        for load in LOADS:
            for name, runner in runners.items():
                said[load, name].append(runner(load, number))
        print(f"round {number} of {rounds}", file=sys.stderr)
    return said


def speed_table(said):
    lines = [
        "| load | tool | cases a second | Duecourse is so many times as fast |",
        "|---|---|---:|---:|",
    ]
    for load in LOADS:
        speeds = {name: [one["cases_per_second"] for one in rounds] for (at, name), rounds in said.items() if at == load}
        ours = speeds["Duecourse"]
        for name, speed in speeds.items():
            # The ratio within a round, both having run next to each other.
            ratio = median(our / other for our, other in zip(ours, speed))
            lines.append(f"| {load} | {name} | {median(speed):,.0f} | {'' if name == 'Duecourse' else f'{ratio:.2f}'} |")
    return "\n".join(lines)


def student(probability, freedom):
    """The two-sided quantile of Student's law, by the expansion of Cornish and Fisher; good for four degrees of freedom and more."""
    z = NormalDist().inv_cdf(1 - probability / 2)
    first = (z**3 + z) / (4 * freedom)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    return z + first + second + third


def mean_and_error(values):
    """Mean and standard error of the mean."""
    return fmean(values), stdev(values) / sqrt(len(values))


def agreement_table(said):
    """The shares on time and the waits, and whether all agree."""
    lines = ["| load | what | tool | mean | 95 % interval | agrees |", "|---|---|---|---:|---:|---|"]
    agreed = True
    freedom = len(next(iter(said.values()))) - 1
    usual, limit = student(0.05, freedom), student(ERROR, freedom)
    for load in LOADS:
        for key, at, what, known_by in COMPARED:
            means = {name: mean_and_error([one[key][at] for one in said[load, name]]) for name in known_by}
            our_mean, our_error = means["Duecourse"]
            for name, (mean, error) in means.items():
                within = abs(mean - our_mean) <= limit * sqrt(error**2 + our_error**2)
                agreed &= within
                verdict = "" if name == "Duecourse" else ("yes" if within else "NO")
                interval = f"{mean - usual * error:.4f} to {mean + usual * error:.4f}"
                lines.append(f"| {load} | {what} | {name} | {mean:.4f} | {interval} | {verdict} |")
    return "\n".join(lines), agreed


def durham_table(rounds):
    """The full procedure: cases and replications a second, as caseload and horizon grow."""
    lines = [
        "| cases a year | years | cases a second | replications a second | microseconds a case |",
        "|---:|---:|---:|---:|---:|",
    ]
    for cases_a_year, years, replications in [(4, 5, 400), (40, 5, 100), (400, 5, 10), (40, 2, 250), (40, 1, 500)]:
        options = ("--cases-per-year", cases_a_year, "--years", years, "--replications", replications, "--threads", 1)
        timings = [simulate("models/scenarios/durham.toml", *options)["timing"] for _ in range(rounds)]
        cases = median(timing["cases_per_second"] for timing in timings)
        each = median(timing["replications_per_second"] for timing in timings)
        lines.append(f"| {cases_a_year} | {years} | {cases:,.0f} | {each:,.0f} | {1e6 / cases:.1f} |")
    return "\n".join(lines)


def chain(folder, stages):
    """Writes a procedure of so many stages one after the other, each with a team of its own, and a scenario for it."""
    lines = ["format = 1", 'title = "A chain"', 'source = "A model for measuring"', 'calendar = "working-week"', "[actors]"]
    lines.append('sender = { name = "Sender", outside = true }')
    lines += [f'team_{at} = {{ name = "Team {at}", cases_at_once = 2 }}' for at in range(1, stages + 1)]
    lines += ["[steps.arrive]", 'says = "sends the case in"', 'kind = "event"', 'by = "sender"']
    lines.append('starts = "at any time, once"')
    for at in range(1, stages + 1):
        before = "arrive" if at == 1 else f"stage_{at - 1}"
        lines += [f"[steps.stage_{at}]", f'says = "does part {at}"', f'by = "team_{at}"', f'starts = "after {before}"']
        lines += ['takes = "1 to 5 working days, usually 2"', f'due = "within 5 working days of {before}"']
    lines += ["[invariants.comes_to_an_end]", 'says = "Every case is ended."', f'check = "after arrive, stage_{stages} always follows"']
    procedure, scenario = folder / f"chain_{stages}.toml", folder / f"chain_{stages}_scenario.toml"
    procedure.write_text("\n".join(lines) + "\n")
    scenario.write_text(
        f'base = "{procedure.name}"\ntitle = "A chain"\ncalendar = "plain"\narrivals = "5000 cases at 0.5 a working day"\n'
    )
    return scenario


def steps_table(rounds):
    """Cost of a case as its steps grow."""
    lines = ["| steps | cases a second | microseconds a case | nanoseconds a step |", "|---:|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        for stages in (4, 16, 64):
            scenario = chain(Path(folder), stages)
            options = ("--replications", 10, "--threads", 1)
            cases = median(simulate(scenario, *options)["timing"]["cases_per_second"] for _ in range(rounds))
            lines.append(f"| {stages} | {cases:,.0f} | {1e6 / cases:.2f} | {1e9 / cases / stages:.0f} |")
    return "\n".join(lines)


def show(title, table):
    print(f"## {title}\n\n{table}\n", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--cases", type=int, default=CASES, help="cases of a replication of SimPy and Ciw")
    arguments = parser.parse_args()
    if arguments.rounds < ROUNDS_MIN:
        sys.exit(f"error: {arguments.rounds} rounds are too few for an interval; run at least {ROUNDS_MIN}")
    said = measure(arguments.rounds, arguments.cases)
    agreement, agreed = agreement_table(said)
    show("Five stages: speed", speed_table(said))
    show("Five stages: the same answers", agreement)
    show("The full Durham procedure", durham_table(arguments.rounds))
    show("A chain of steps", steps_table(arguments.rounds))
    print(f"{arguments.rounds} rounds on {os.cpu_count()} processors; load average at the end {os.getloadavg()[0]:.1f}.")
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
