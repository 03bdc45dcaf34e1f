"""Names that are written as one word are found as those that are written apart, and nothing else is found otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.content.lookup.index import Index
from bot.content.lookup.joined import Joined
from bot.content.model import Bank, Service
from bot.domain.text import joined

PREFIXES = ("", "SageMaker", "sagemaker", "Amazon", "AWS", "SageMakerAI", "AmazonSageMaker")


def written_as_one(name: str) -> Iterator[str]:
    """Yield a name in camel case, lower case and capitals, without anything between its words."""
    words = re.findall(r"[^\W_]+", name)
    yield from ("".join(word[0].upper() + word[1:] for word in words), joined(name), joined(name).upper())


def names(bank: Bank) -> Iterator[tuple[Service, str]]:
    for service in bank.services.values():
        for name in (service.id, service.name, service.short, *service.aliases):
            yield service, name


def test_every_name_of_the_bank_is_found_as_one_word_with_and_without_what_goes_before_it(
    bank: Bank, index: Index
) -> None:
    lost = []
    for _, name in names(bank):
        apart = index.find(name)
        for one in written_as_one(name):
            found = [index.find(prefix + one) for prefix in PREFIXES]
            if {each.services[:1] for each in found} != {apart.services[:1]} or not all(
                each.confident >= apart.confident for each in found
            ):
                lost.append(one)
    assert lost == []


@pytest.mark.parametrize(
    "phrase",
    [
        "what is ModelMonitor?",
        "ModelMonitor, Clarify",
        "o que é o modelmonitor",
        "Model_Monitor",
        "model.monitor",
        "SageMaker-ModelMonitor",
        "drıft",
        "DRİFT",
        "datadrift",
        "DataDrift",
        "model monıtor",
    ],
)
def test_a_name_within_a_phrase_and_a_cue_are_found_in_any_writing(index: Index, phrase: str) -> None:
    found = index.find(phrase)
    assert "model-monitor" in found.services[:2]
    assert found.services[0] in ("model-monitor", "clarify")


@pytest.mark.parametrize(
    ("one", "apart"), [("AutomaticModel Tuning", "automatic model tuning"), ("Secrets_Manager", "secrets manager")]
)
def test_a_name_of_which_only_some_words_are_joined_is_found(index: Index, one: str, apart: str) -> None:
    assert index.find(one).services == index.find(apart).services != ()


def test_the_names_of_an_interface_are_not_split_within_a_phrase(index: Index) -> None:
    """`CreateEndpoint` is what somebody calls, not the endpoint that is asked for."""
    assert index.find("CreateEndpoint CreateEndpointConfig").services == ()
    assert index.find("GetObject and PutObject").services == index.find("getobject and putobject").services


def test_the_reason_is_that_of_the_words_apart(index: Index) -> None:
    assert index.find("DataDrift").because == index.find("data drift").because != {}


def test_known_words_are_left_as_they_are_and_a_name_goes_before_a_cue() -> None:
    table = Joined(["Ground Truth"], ["ground truth", "data set"])
    known = {"ground", "truth", "dataset", "set", "data"}.__contains__
    assert table.words("the-dataset", lambda _: True) == ("the", "dataset")
    assert table.words("dataset", known) == ("dataset",)
    assert table.words("groundtruth DataSetGroundTruth", known) == ("ground", "truth", "data", "set", "ground", "truth")
    assert table.words("DataSetX y", known) == ("datasetx", "y")
    assert table.words("awsgroundtruth", known) == ("ground", "truth")
