"""The device is a param of what trains, and of that alone; the processor is none."""

import pytest

from engine.records.plan import plan_studies
from engine.studies.catalogue import all_studies
from engine.studies.study import Profile
from engine.studies.training_study import TrainingStudy, device_of, place


@pytest.fixture(scope="module")
def plans():
    found = {}
    for device in ("cpu", "cuda"):
        studies = [place(one, device) for one in all_studies()]
        found[device] = plan_studies(studies, studies, Profile.QUICK)
    return found


def test_the_processor_leaves_params_and_keys_as_they_are(plans):
    plain = plan_studies(all_studies(), all_studies(), Profile.QUICK)
    for name, jobs in plans["cpu"].items():
        assert [job.key for job in jobs] == [job.key for job in plain[name]], name
        assert all("device" not in job.params for job in jobs), name


def test_a_gpu_is_a_param_of_what_trains_and_changes_what_reads_it(plans):
    trains = {one.name for one in all_studies() if isinstance(one, TrainingStudy)}
    assert "mnist" in trains
    for name, jobs in plans["cuda"].items():
        devices = {device_of(job.params) for job in jobs}
        assert devices == ({"cuda"} if name in trains else {"cpu"}) or not jobs, name
        reads = {source for job in jobs for source in job.sources}
        for job, other in zip(jobs, plans["cpu"][name], strict=True):
            differs = name in trains or bool(reads & trains)
            if differs:
                assert job.key != other.key, name
            elif not reads:
                assert job.key == other.key, name
