"""The most probable strings where each place has a few possible characters: what joint decoding may choose among."""

import heapq
from collections.abc import Iterator, Sequence

Place = Sequence[tuple[str, float]]
"""What may stand in one place ("" for nothing) with its probability, likeliest first."""

MOST_TRIED = 200


def likeliest(places: Sequence[Place], most: int, least: float) -> list[tuple[str, float]]:
    """At most `most` different strings, likeliest first, none less probable than `least`; the places count as independent."""
    open_places = [place for place in places if len(place) > 1]
    start = tuple(0 for _ in open_places)
    heap, met = [(-_joint(open_places, start), start)], {start}
    found: dict[str, float] = {}
    while heap and len(found) < most and len(met) < MOST_TRIED:
        probability, ranks = heapq.heappop(heap)
        if -probability < least:
            break
        text = _joined(places, iter(ranks))
        found[text] = found.get(text, 0.0) - probability
        for i, rank in enumerate(ranks):
            after = (*ranks[:i], rank + 1, *ranks[i + 1 :])
            if rank + 1 < len(open_places[i]) and after not in met:
                met.add(after)
                heapq.heappush(heap, (-_joint(open_places, after), after))
    return sorted(found.items(), key=lambda item: -item[1])


def _joint(places: Sequence[Place], ranks: Sequence[int]) -> float:
    product = 1.0
    for place, rank in zip(places, ranks, strict=True):
        product *= place[rank][1]
    return product


def _joined(places: Sequence[Place], ranks: Iterator[int]) -> str:
    return "".join(place[next(ranks)][0] if len(place) > 1 else place[0][0] for place in places)
