import sys

import pytest

from engine.records.memory import free_memory_bytes, read_vm_stat

GB = 10**9
MEMINFO = "MemTotal:       24000000 kB\nMemFree:         1000000 kB\nMemAvailable:   20000000 kB\n"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and /sys")


@pytest.fixture
def machine(tmp_path):
    """A folder with the files of a Linux machine; what is free of it is asked after each change."""

    def put(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(text), encoding="utf-8")

    put("proc/meminfo", MEMINFO)
    put.free = lambda: free_memory_bytes(tmp_path)
    return put


def limit(machine, folder, allowed, used, inactive=0):
    machine(f"sys/fs/cgroup/{folder}/memory.max", f"{allowed}\n")
    machine(f"sys/fs/cgroup/{folder}/memory.current", f"{used}\n")
    machine(f"sys/fs/cgroup/{folder}/memory.stat", f"anon 5\ninactive_file {inactive}\n")


def test_without_limits_it_is_what_the_kernel_calls_available(machine):
    assert machine.free() == 20_000_000 * 1024
    machine("proc/self/cgroup", "0::/user.slice\n")
    limit(machine, "user.slice", "max", 3 * GB)
    assert machine.free() == 20_000_000 * 1024


def test_a_limit_counts_with_what_is_used_of_it_files_apart(machine):
    machine("proc/self/cgroup", "0::/user.slice/run.scope\n")
    limit(machine, "user.slice/run.scope", 4 * GB, 3 * GB, 1 * GB)
    assert machine.free() == 2 * GB


def test_the_narrowest_limit_around_counts(machine):
    machine("proc/self/cgroup", "0::/user.slice/run.scope\n")
    limit(machine, "user.slice/run.scope", 8 * GB, 1 * GB)
    limit(machine, "user.slice", 4 * GB, 3 * GB)
    assert machine.free() == 1 * GB


def test_a_container_that_sees_its_own_group_as_the_root(machine):
    machine("proc/self/cgroup", "0::/../../docker/abc\n")
    limit(machine, ".", 2 * GB, 1 * GB)
    assert machine.free() == 1 * GB


def test_version_1(machine):
    machine("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/docker/abc\n1:name=systemd:/a\n")
    folder = "sys/fs/cgroup/memory"
    machine(f"{folder}/memory.limit_in_bytes", 6 * GB)
    machine(f"{folder}/memory.usage_in_bytes", 5 * GB)
    machine(f"{folder}/memory.stat", f"inactive_file 7\ntotal_inactive_file {2 * GB}\n")
    assert machine.free() == 3 * GB
    machine(f"{folder}/docker/abc/memory.limit_in_bytes", 9223372036854771712)
    machine(f"{folder}/docker/abc/memory.usage_in_bytes", 5 * GB)
    assert machine.free() == 3 * GB


def test_more_used_than_allowed_is_nothing_free(machine):
    machine("proc/self/cgroup", "0::/a\n")
    limit(machine, "a", 1 * GB, 2 * GB)
    assert machine.free() == 0


def test_nothing_that_tells(tmp_path):
    assert free_memory_bytes(tmp_path) is None


def test_this_machine_has_some():
    assert free_memory_bytes() > 10**8


def test_macos():
    told = (
        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
        "Pages free:                               10000.\n"
        "Pages active:                            300000.\n"
        "Pages inactive:                           20000.\n"
        "Pages speculative:                         5000.\n"
        "Pages wired down:                         90000.\n"
    )
    assert read_vm_stat(told) == 35000 * 16384
    assert read_vm_stat("") is None
