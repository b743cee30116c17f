"""The five-stage model in Ciw: one replication, timed. Usage: ciw_peer.py LOAD CASES SEED"""

import json
import random
import sys
import time

import ciw

from five_stages import ARRIVALS_A_DAY, LIMITS, PLACES, SHORT, TAKES


class WholeDays(ciw.dists.Distribution):
    """Times from a table of whole days."""

    def __init__(self, table):
        super().__init__()
        self.table = table

    def sample(self, t=None, ind=None):
        return self.table.draw(random.random())


class Arrivals(ciw.dists.Distribution):
    """Days between arrivals that come one by one at a rate, each counted on its day."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate
        self.moment = 0.0

    def sample(self, t=None, ind=None):
        before = int(self.moment)
        self.moment += random.expovariate(self.rate)
        return int(self.moment) - before


def replication(load, cases, seed):
    """Runs until so many cases are done; gives the share on time of each deadline, and the mean wait at each stage."""
    ciw.seed(seed)
    routes = [[0.0] * 5 for _ in range(5)]
    routes[0][1] = routes[1][2] = routes[3][4] = 1.0
    routes[2][3], routes[2][4] = 1.0 - SHORT, SHORT
    network = ciw.create_network(
        arrival_distributions=[Arrivals(ARRIVALS_A_DAY[load])] + [None] * 4,
        service_distributions=[WholeDays(table) for table in TAKES],
        number_of_servers=list(PLACES),
        routing=routes,
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(cases, method="Finish")
    missed, waited, counted = [0, 0], [0.0] * len(PLACES), [0] * len(PLACES)
    # Cases that are under way at the end count where they have come by.
    for record in simulation.get_all_records():
        stage = record.node - 1
        counted[stage] += 1
        waited[stage] += record.waiting_time
        if stage < len(LIMITS):
            missed[stage] += record.exit_date - record.arrival_date > LIMITS[stage]
    on_time = [1 - late / all_of_them for late, all_of_them in zip(missed, counted)]
    return on_time, [days / times for days, times in zip(waited, counted)]


if __name__ == "__main__":
    load, cases, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    start = time.perf_counter()
    on_time, wait_days = replication(load, cases, seed)
    seconds = time.perf_counter() - start
    print(json.dumps({"cases_per_second": cases / seconds, "on_time": on_time, "wait_days": wait_days}))
