"""A hundred people one by one must be what the model of shares says, to within one person."""

import itertools
import math

import pytest

from course_lib.economics import adoption, friends

ALL = friends.ALL


@pytest.mark.parametrize("network", [0, 2, 5, 8])
@pytest.mark.parametrize("price", [0, 0.5, 3])
@pytest.mark.parametrize("here", [0, 30, 90, 100])
def test_who_stays_is_the_share_of_the_model(network, price, here):
    people = frozenset(range(friends.PEOPLE - here, friends.PEOPLE))
    share = float(adoption.choice_share(here / friends.PEOPLE, price, network))
    assert abs(len(friends.stay(people, price, network)) - 100 * share) <= 1


@pytest.mark.parametrize("network", [3.0, 4.0, 5.0, 7.0])
def test_the_edge_lies_where_the_model_tips(network):
    lead = math.sqrt(1 - 2 / network)  # where the two resting points of the shares' model meet
    edge = network * lead - math.log((1 + lead) / (1 - lead))
    kept = [ALL, *friends.waves(ALL, edge - 0.15, network)][-1]
    lost = [ALL, *friends.waves(ALL, edge + 0.15, network)][-1]
    assert len(kept) > 50 > 5 > len(lost)


def test_nobody_moves_twice_and_the_end_is_an_end():
    waves = friends.waves(ALL, 2.5, 4)
    for before, after in itertools.pairwise([ALL, *waves]):
        assert after < before
    assert friends.waves(waves[-1], 2.5, 4) == []


def test_without_friends_only_the_price_counts():
    assert len(friends.waves(ALL, 1.0, network=0)) == 1


def test_the_edge_of_a_row_of_prices():
    assert friends.edge([0, 0.5, 1, 1.5, 2], network=5) == 2
    assert friends.edge([0, 0.5], network=5) != friends.edge([0, 0.5], network=5), "NaN"


def test_who_left_for_what_adds_up_and_who_comes_back_is_gone_from_it():
    crowd = friends.Crowd()
    for price in (0.5, 1.5, 2.0, 0.0):
        crowd = crowd.asked(price, network=5)
        assert crowd.here | crowd.left.keys() == ALL
        assert not crowd.here & crowd.left.keys()
        assert crowd.count("payer") + crowd.count("follower") + len(crowd.here) == friends.PEOPLE
    assert len(crowd.here) == 1, "the keenest one comes back for nothing"
