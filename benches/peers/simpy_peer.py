"""The five-stage model in SimPy: one replication, timed. Usage: simpy_peer.py LOAD CASES SEED"""

import json
import random
import sys
import time

import simpy

from five_stages import ARRIVALS_A_DAY, LIMITS, PLACES, SHORT, TAKES


def replication(load, cases, seed):
    """Runs so many cases until all are done; gives how many missed each deadline, and the mean wait at each stage."""
    generator = random.Random(seed)
    uniform, gap, rate = generator.random, generator.expovariate, ARRIVALS_A_DAY[load]
    world = simpy.Environment()
    teams = [simpy.Resource(world, places) for places in PLACES]
    draws = [table.draw for table in TAKES]
    missed, waited, begun_work = [0, 0], [0] * len(PLACES), [0] * len(PLACES)

    def work(stage):
        asked = world.now
        with teams[stage].request() as place:
            yield place
            waited[stage] += world.now - asked
            begun_work[stage] += 1
            yield world.timeout(draws[stage](uniform()))

    def case():
        begun = world.now
        yield from work(0)
        missed[0] += world.now - begun > LIMITS[0]
        begun = world.now
        yield from work(1)
        missed[1] += world.now - begun > LIMITS[1]
        yield from work(2)
        if uniform() >= SHORT:
            yield from work(3)
        yield from work(4)

    def arrivals():
        moment = 0.0
        for _ in range(cases):
            moment += gap(rate)
            if int(moment) > world.now:
                yield world.timeout(int(moment) - world.now)
            world.process(case())

    world.process(arrivals())
    world.run()
    return missed, [days / times for days, times in zip(waited, begun_work)]


if __name__ == "__main__":
    load, cases, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    start = time.perf_counter()
    missed, wait_days = replication(load, cases, seed)
    seconds = time.perf_counter() - start
    on_time = [1 - number / cases for number in missed]
    print(json.dumps({"cases_per_second": cases / seconds, "on_time": on_time, "wait_days": wait_days}))
