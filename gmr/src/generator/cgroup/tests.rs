#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::capture::kernel::tree;
use crate::generator::value_of;
use crate::model::Value;

fn section(memberships: &str, mounts: &str, files: &[(&str, &str)]) -> Value {
    let root = tree(files);
    let cgroup = Cgroup::new(memberships.as_bytes(), mounts.as_bytes(), root.path()).unwrap();
    value_of(|out| write_cgroup(&cgroup, out))
}

fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    let step = |value: &'v Value, key| value.entry(key).unwrap_or_else(|| panic!("no {path}"));
    path.split('.').fold(value, step)
}

const MOUNT_V2: &str = "30 25 0:26 / / rw - cgroup2 cgroup2 rw\n";

#[test]
fn a_group_of_the_new_interface_is_told() {
    let value = section(
        "0::/pods/x\n",
        MOUNT_V2,
        &[
            ("pods/memory.max", "1048576\n"),
            ("pods/x/memory.max", "max\n"),
            ("pods/x/memory.high", "524288\n"),
            ("pods/x/memory.current", "8192\n"),
            ("pods/x/memory.events", "low 0\nhigh 4\nmax 5\noom 2\noom_kill 1\n"),
            ("pods/x/cpu.max", "150000 100000\n"),
            (
                "pods/x/cpu.stat",
                "usage_usec 9\nnr_periods 7\nnr_throttled 3\nthrottled_usec 9000\n",
            ),
            ("pods/x/pids.max", "max\n"),
            ("pods/x/pids.current", "12\n"),
            ("pods/x/io.stat", "8:0 rbytes=4096 wbytes=8192\n"),
            ("pods/x/cpu.pressure", "some avg10=2.50 avg60=0.00 avg300=0.00 total=7\n"),
        ],
    );
    let expect = [
        ("version", Value::Symbol("v2".into())),
        ("path", Value::Str("/pods/x".into())),
        ("memory.limit", Value::Int(1024)),
        ("memory.limit of", Value::Str("/pods".into())),
        ("memory.high", Value::Int(512)),
        ("memory.used", Value::Int(8)),
        ("memory.limit reached", Value::Int(5)),
        ("memory.oom kills", Value::Int(1)),
        ("cpu.limit", Value::Float(1.5)),
        ("cpu.throttled periods", Value::Int(3)),
        ("cpu.throttled for", Value::Duration(Duration::from_millis(9))),
        ("pids.limit", Value::Symbol("unlimited".into())),
        ("pids.used", Value::Int(12)),
        ("io.written", Value::Int(8)),
        ("pressure.cpu.some avg10", Value::Float(2.5)),
    ];
    for (path, expect) in expect {
        assert_eq!(at(&value, path), &expect, "{path}");
    }
    // Linux 5.19 brought `memory.peak`.
    let Value::Note(why) = at(&value, "memory.used at most") else { panic!("{value:?}") };
    assert_eq!(why, "not told: the group has no memory.peak");
    assert!(at(&value, "memory").entry("high of").is_none(), "it is the group's own");
}

#[test]
fn a_group_of_the_old_interface_is_told_in_the_same_words() {
    let value = section(
        "4:memory:/a\n3:cpu,cpuacct:/a\n2:blkio:/\n",
        "31 25 0:27 / /cpu rw - cgroup cgroup rw,cpu,cpuacct\n\
         32 25 0:28 / /memory rw - cgroup cgroup rw,memory\n\
         33 25 0:29 / /blkio rw - cgroup cgroup rw,blkio\n",
        &[
            ("memory/memory.limit_in_bytes", "9223372036854771712\n"),
            ("memory/a/memory.limit_in_bytes", "2097152\n"),
            ("memory/a/memory.usage_in_bytes", "4096\n"),
            ("memory/a/memory.max_usage_in_bytes", "8192\n"),
            ("memory/a/memory.failcnt", "6\n"),
            ("memory/a/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n"),
            ("cpu/a/cpu.cfs_quota_us", "-1\n"),
            ("cpu/a/cpu.cfs_period_us", "100000\n"),
            ("cpu/a/cpu.stat", "nr_periods 7\nnr_throttled 3\nthrottled_time 9000000\n"),
            ("blkio/blkio.throttle.io_service_bytes", "8:0 Read 4096\n8:0 Write 1024\n"),
        ],
    );
    let expect = [
        ("version", Value::Symbol("v1".into())),
        ("memory.limit", Value::Int(2048)),
        ("memory.used at most", Value::Int(8)),
        ("memory.limit reached", Value::Int(6)),
        ("memory.oom kills", Value::Int(2)),
        ("cpu.limit", Value::Symbol("unlimited".into())),
        ("cpu.throttled for", Value::Duration(Duration::from_millis(9))),
        ("io.read", Value::Int(4)),
        ("pids", Value::Note(NOT_SEEN.into())),
    ];
    for (path, expect) in expect {
        assert_eq!(at(&value, path), &expect, "{path}");
    }
    assert!(at(&value, "memory").entry("limit of").is_none(), "it is the group's own");
    assert!(matches!(at(&value, "pressure"), Value::Note(_)));
}

#[test]
fn a_group_that_is_not_seen_or_without_files_says_so() {
    let unseen = section("0::/../other\n", MOUNT_V2, &[]);
    let empty = section("0::/\n", MOUNT_V2, &[]);
    for key in ["memory", "cpu", "pids", "io", "pressure"] {
        assert_eq!(at(&unseen, key), &Value::Note(NOT_SEEN.into()), "{key}");
    }
    for path in ["memory.limit", "cpu.limit", "pids.used", "io.read", "pressure.io"] {
        assert!(matches!(at(&empty, path), Value::Note(why) if why.starts_with("not ")), "{path}");
    }
}
