"""NSGA-II of DEAP on ZDT1, 100 x 250, as in its own example: prints the seconds of the loop."""
import random
import time
from math import sqrt

from deap import base, creator, tools

N, P, G = 30, 100, 250
creator.create("FitnessMin", base.Fitness, weights=(-1.0, -1.0))
creator.create("Individual", list, fitness=creator.FitnessMin)


def zdt1(x):
    g = 1.0 + 9.0 * sum(x[1:]) / (len(x) - 1)
    return x[0], g * (1 - sqrt(x[0] / g))


box = base.Toolbox()
box.register("individual", tools.initIterate, creator.Individual, lambda: [random.random() for _ in range(N)])
box.register("population", tools.initRepeat, list, box.individual)
box.register("mate", tools.cxSimulatedBinaryBounded, low=0.0, up=1.0, eta=20.0)
box.register("mutate", tools.mutPolynomialBounded, low=0.0, up=1.0, eta=20.0, indpb=1.0 / N)

random.seed(1)
started = time.perf_counter()
pop = box.population(n=P)
for ind in pop:
    ind.fitness.values = zdt1(ind)
pop = tools.selNSGA2(pop, P)
for _ in range(1, G):
    off = [box.clone(i) for i in tools.selTournamentDCD(pop, P)]
    for a, b in zip(off[::2], off[1::2]):
        if random.random() <= 0.9:
            box.mate(a, b)
        box.mutate(a)
        box.mutate(b)
    for ind in off:
        ind.fitness.values = zdt1(ind)
    pop = tools.selNSGA2(pop + off, P)
print(time.perf_counter() - started)
