#![allow(clippy::unwrap_used)]

use super::*;
use crate::capture::kernel::tree;

/// As systemd lays them out: Debian 10, Debian 10 with the new one, Debian 12.
const V1: &[u8] = b"12:pids:/system.slice/x.service\n\
    9:cpu,cpuacct:/system.slice/x.service\n4:memory:/system.slice/x.service\n\
    1:name=systemd:/system.slice/x.service\n";
const HYBRID: &[u8] = b"9:cpu,cpuacct:/a\n1:name=systemd:/a\n0::/a\n";
const V2: &[u8] = b"0::/system.slice/x.service\n";

const MOUNTS: &[u8] = b"30 25 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n\
    31 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n\
    32 25 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
const MOUNTS_V2: &[u8] = b"30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

fn version(memberships: &[u8]) -> Option<Version> {
    Cgroup::new(memberships, b"", Path::new("/")).map(|cgroup| cgroup.version)
}

#[test]
fn the_version_is_told_by_where_the_process_is() {
    assert_eq!(version(V1), Some(Version::V1));
    assert_eq!(version(HYBRID), Some(Version::Hybrid));
    assert_eq!(version(V2), Some(Version::V2));
    // systemd's own old hierarchy has no controller.
    assert_eq!(version(b"1:name=systemd:/a\n0::/a\n"), Some(Version::V2));
    for none in [&b""[..], b"x", b"0:/", b"::", b"x:memory:/\n", b"1:name=systemd:/a\n"] {
        assert_eq!(version(none), None, "{none:?}");
    }
}

#[test]
fn each_controller_is_found_where_it_is_mounted() {
    let root = tree(&[
        ("sys/fs/cgroup/memory/system.slice/x.service/memory.usage_in_bytes", "7\n"),
        ("sys/fs/cgroup/cpu,cpuacct/system.slice/x.service/cpu.shares", "9\n"),
    ]);
    let cgroup = Cgroup::new(V1, MOUNTS, root.path()).unwrap();
    assert_eq!(cgroup.path, "/system.slice/x.service");
    assert_eq!(cgroup.old("memory").unwrap().number("memory.usage_in_bytes").unwrap(), Some(7));
    assert_eq!(cgroup.old("cpu").unwrap().number("cpu.shares").unwrap(), Some(9));
    assert!(cgroup.old("pids").is_none(), "it is not mounted");
    assert!(cgroup.new_one().is_none());
}

#[test]
fn a_container_sees_its_own_group_as_the_outermost() {
    let root = tree(&[("sys/fs/cgroup/memory.max", "max\n")]);
    let mounts = b"30 25 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
    for (path, is_seen) in [("0::/docker/abc\n", true), ("0::/docker/other\n", false)] {
        let place = Cgroup::new(path.as_bytes(), mounts, root.path()).unwrap().new_one();
        assert_eq!(place.map(|place| place.number("memory.max").unwrap()), is_seen.then_some(None));
    }
    // With a namespace of its own, it sees no name; and what is outside has none.
    let own = Cgroup::new(b"0::/\n", MOUNTS_V2, root.path()).unwrap();
    assert!(own.new_one().is_some());
    let outside = Cgroup::new(b"0::/../x\n", MOUNTS_V2, root.path()).unwrap();
    assert!(outside.new_one().is_none());
}

#[test]
fn the_least_limit_is_the_one_that_holds() {
    let root = tree(&[
        ("sys/fs/cgroup/system.slice/x.service/memory.max", "max\n"),
        ("sys/fs/cgroup/system.slice/memory.max", "4096\n"),
        ("sys/fs/cgroup/system.slice/x.service/pids.max", "9\n"),
        ("sys/fs/cgroup/system.slice/pids.max", "max\n"),
    ]);
    let place = Cgroup::new(V2, MOUNTS_V2, root.path()).unwrap().new_one().unwrap();
    let least = |file: &str| place.least(|place| place.number(file)).unwrap();
    assert_eq!(least("memory.max"), Some((4096, Some("/system.slice".to_owned()))));
    assert_eq!(least("pids.max"), Some((9, None)));
    assert!(place.least(|place| place.number("io.max")).is_err());
}

#[test]
fn a_number_is_found_by_its_whole_name() {
    let text = b"oom 3\noom_kill 2\nmax x\n";
    assert_eq!((keyed(text, "oom"), keyed(text, "oom_kill")), (Some(3), Some(2)));
    assert_eq!((keyed(text, "max"), keyed(text, "oo"), keyed(b"\xff", "oom")), (None, None, None));
}
