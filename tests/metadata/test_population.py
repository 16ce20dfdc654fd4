"""The invented people are as bursty as real ones, and their stories can be found."""

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.metadata import population

START = pd.Timestamp(population.START, tz="UTC")


def measures(log):
    """Burstiness: median of (s - m) / (s + m) over people with 50 messages or more, from mean m and
    spread s of their gaps (Goh and Barabasi 2008). Replies: messages that change the turn."""
    sent = log[["sender", "recipient"]].astype(str)
    sent["at"] = log["sent_at"].astype("int64") / 1e6
    sent = sent.sort_values("at", kind="stable")
    gaps = sent.groupby("sender").filter(lambda own: len(own) >= 50).groupby("sender")["at"].diff()
    own = gaps.groupby(sent["sender"])
    spread, mean = own.std(ddof=0), own.mean()
    sent[["one", "other"]] = np.sort(sent[["sender", "recipient"]].to_numpy(), axis=1)
    pair = sent.groupby(["one", "other"])
    before = pair["sender"].shift()
    turn = before.notna() & (before != sent["sender"])
    replies = pair["at"].diff()[turn]
    to = sent.groupby(["sender", "recipient"]).size().groupby("sender")
    return {
        "burstiness": ((spread - mean) / (spread + mean)).median(),
        "reply_median": replies.median(),
        "reply_p90": replies.quantile(0.9),
        "replies": turn.mean(),
        "top": (to.max() / to.sum()).median(),
    }


def test_the_log_is_valid_and_in_order(town):
    assert relay.validate(town.log) == []
    assert town.log["sent_at"].is_monotonic_increasing
    assert (town.log["sender"].astype(object) != town.log["recipient"].astype(object)).all()
    assert town.log["sender"].notna().all()
    assert town.people.index.str.fullmatch(r"\+62 000 \d{4}").all(), "numbers of nobody"


def near(burstiness, reply_median, reply_p90, replies, top):
    return {
        "burstiness": pytest.approx(burstiness, abs=0.05),
        "reply_median": pytest.approx(reply_median, rel=0.1),
        "reply_p90": pytest.approx(reply_p90, rel=0.3),
        "replies": pytest.approx(replies, abs=0.03),
        "top": pytest.approx(top, abs=0.03),
    }


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_it_is_as_bursty_as_real_messages(seed):
    """Targets: Copenhagen texts 0.43, 120 s, 6,813 s, 0.69; top share 0.29 in CollegeMsg."""
    log = population.simulate(480, 28, seed, stories=()).log
    assert measures(log) == near(0.42, 120, 6813, 0.69, 0.31)


def test_the_invented_is_near_the_real(copenhagen, town):
    real = measures(copenhagen[0]) | {"top": 0.31}
    assert measures(town.log) == near(**real)


def by_hour(log, ahead):
    local = log["sent_at"] + pd.to_timedelta(ahead, unit="h")
    return local.dt.day_of_week.to_numpy(), local.dt.hour.to_numpy()


def test_the_week_is_like_a_week(town, copenhagen):
    ahead = town.log["sender"].astype(object).map(town.people["zone"]).to_numpy()
    day, hour = by_hour(town.log, ahead)
    hours = np.bincount(hour, minlength=24) / len(hour)
    assert hours[3:5].sum() < 0.015
    assert hours[17:22].sum() > 0.3
    morning = (hour >= 7) & (hour < 11)
    shares = [morning[day == number].mean() for number in range(7)]
    assert max(shares[5:]) < min(shares[:5])
    real = np.bincount(by_hour(copenhagen[0], 0)[1], minlength=24)
    assert np.corrcoef(hours, real)[0, 1] > 0.85


def told(town, story):
    rows = town.stories[town.stories["story"] == story]
    assert len(rows)
    return rows.iloc[0], town.log["sent_at"] < START + pd.Timedelta(days=14)


def test_the_mover_sleeps_at_other_hours(town):
    row, before = told(town, "a move abroad")
    own = town.log["sender"] == row["account"]
    night = town.log["sent_at"].dt.hour.between(19, 22)  # 2 to 5 o'clock in the old place
    assert night[own & ~before].mean() > 5 * night[own & before].mean()


def test_an_exam_week_is_quiet(town):
    row, _ = told(town, "exam week")
    circle = town.people["circle"]
    theirs = town.log["sender"].astype(object).map(circle) == circle[row["account"]]
    week = (town.log["sent_at"] - START).dt.days // 7
    counts = theirs.groupby(week).sum()
    assert counts[2] < 0.7 * counts[[0, 1, 3]].mean()


def test_a_break_up_is_silence(town):
    row, before = told(town, "a break-up")
    pair = {row["account"], row["other"]}
    between = town.log["sender"].isin(pair) & town.log["recipient"].isin(pair)
    assert (between & before).sum() > 10
    late = town.log["sent_at"] > START + pd.Timedelta(days=16)
    assert (between & late).sum() == 0


def test_most_callers_of_a_helpline_are_not_in_need(town):
    told(town, "a helpline")
    calls = town.stories[town.stories["story"] == "a helpline"]
    line = calls["other"].iloc[0]
    wrote = set(town.log.loc[town.log["recipient"] == line, "sender"])
    assert wrote == set(calls["account"])
    assert (calls["truth"] == "in need").mean() < 0.3
