//! "Memory": where the memory of the process is.
//!
//! The allocator's own figures (`mallinfo2`) are not here: they are had under its locks, which a
//! thread may hold that is stuck.

use crate::capture::kernel;
use crate::capture::proc::{self, Status};
use crate::section::{Field, Map, Out};
use std::io;

/// More than `/proc/*/status` and its kin are long.
const MOST: usize = 64 * 1024;
/// For the proportional figures the kernel walks through all that is resident, which takes it some
/// 50 ms for each GiB of small pages (2 GiB on Linux 6.18); before Linux 5.10, threads that map
/// memory have to wait meanwhile.
const WALKED_KIB: u64 = 16 << 20;

const fn kib(name: &'static str) -> Field {
    Field::new(name).unit("KiB")
}

/// The lines of `/proc/*/status` that are shown, see `proc_pid_status(5)`.
static KEPT: [(Field, &str); 14] = [
    (kib("resident"), "VmRSS"),
    (kib("resident at most"), "VmHWM"),
    (kib("resident anonymous"), "RssAnon"),
    (kib("resident of files"), "RssFile"),
    (kib("resident shared"), "RssShmem"),
    (kib("swapped"), "VmSwap"),
    (kib("virtual"), "VmSize"),
    (kib("virtual at most"), "VmPeak"),
    (kib("data"), "VmData"),
    (kib("stack of main"), "VmStk"),
    (kib("code"), "VmExe"),
    (kib("libraries"), "VmLib"),
    (kib("page tables"), "VmPTE"),
    (kib("locked"), "VmLck"),
];

/// The lines of `/proc/*/smaps_rollup` that are shown, see `proc_pid_smaps(5)`.
static WALKED: [(Field, &str); 8] = [
    (kib("proportional"), "Pss"),
    (kib("private dirty"), "Private_Dirty"),
    (kib("private clean"), "Private_Clean"),
    (kib("shared dirty"), "Shared_Dirty"),
    (kib("shared clean"), "Shared_Clean"),
    (kib("in huge pages"), "AnonHugePages"),
    (kib("free when needed"), "LazyFree"),
    (kib("proportional swapped"), "SwapPss"),
];

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let mut map = out.map();
    let status = kernel::of_process("status", MOST).map(|text| Status::new(&text));
    match &status {
        Ok(status) => lines(&mut map, status, &KEPT),
        Err(error) => map.entry("resident").note(super::unreadable("/proc/self/status", error)),
    }
    faults(&mut map);
    // Last, because it may take long; what is above is kept then.
    let resident = status.ok().and_then(|status| status.kib("VmRSS"));
    walked(&mut map, resident, || kernel::of_process("smaps_rollup", MOST));
}

fn lines(map: &mut Map<'_>, text: &Status, lines: &'static [(Field, &str)]) {
    for (field, line) in lines {
        // Old kernels have fewer.
        if let Some(kib) = text.kib(line) {
            map.field(field).uint(kib);
        }
    }
}

fn faults(map: &mut Map<'_>) {
    match proc::stat(std::process::id().into()) {
        Ok(stat) => {
            map.entry("page faults").uint(stat.minor_faults);
            map.entry("page faults from disk").uint(stat.major_faults);
        }
        Err(error) => {
            map.entry("page faults").note(super::unreadable("/proc/self/stat", &error));
        }
    }
}

fn walked(map: &mut Map<'_>, resident: Option<u64>, rollup: impl FnOnce() -> io::Result<Vec<u8>>) {
    if resident.is_some_and(|kib| kib > WALKED_KIB) {
        let note = "not asked for: the kernel would walk through more than 16 GiB";
        return map.entry("proportional").note(note);
    }
    match rollup() {
        Ok(text) => lines(map, &Status::new(&text), &WALKED),
        Err(error) => {
            map.entry("proportional").note(super::unreadable("/proc/self/smaps_rollup", &error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::value_of;
    use crate::model::Value;

    const ROLLUP: &[u8] = b"5602e1e52000-7ffcfac65000 ---p 00000000 00:00 0     [rollup]\n\
        Rss:                1756 kB\nPss:                 271 kB\nPss_Dirty:  112 kB\n\
        Shared_Clean:       1604 kB\nPrivate_Dirty:       112 kB\nSwapPss:    3 kB\n";

    fn of(resident: Option<u64>, rollup: io::Result<Vec<u8>>) -> Value {
        value_of(|out| walked(&mut out.map(), resident, || rollup))
    }

    #[test]
    fn what_the_kernel_adds_up_is_shown_line_by_line() {
        let value = of(Some(1756), Ok(ROLLUP.to_vec()));
        for (key, kib) in [("proportional", 271), ("private dirty", 112), ("shared clean", 1604)] {
            assert_eq!(value.entry(key), Some(&Value::Int(kib)), "{key}");
        }
        assert_eq!(value.entry("shared dirty"), None, "an older kernel does not tell it");
    }

    #[test]
    fn a_process_too_large_to_walk_through_is_not_walked_through() {
        let value = value_of(|out| {
            walked(&mut out.map(), Some(WALKED_KIB + 1), || unreachable!("it was asked for"));
        });
        assert!(matches!(value.entry("proportional"), Some(Value::Note(_))), "{value:?}");
    }

    #[test]
    fn what_may_not_be_read_says_why() {
        let value = of(None, Err(io::ErrorKind::PermissionDenied.into()));
        let Some(Value::Note(why)) = value.entry("proportional") else { unreachable!("{value:?}") };
        assert!(why.starts_with("not known"), "{why}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_memory() {
        let value = value_of(write);
        let number = |key| match value.entry(key) {
            Some(Value::Int(number)) => *number,
            other => unreachable!("{key}: {other:?}"),
        };
        assert!(number("resident") > 0);
        assert!(number("resident at most") >= number("resident anonymous"));
        assert!(number("page faults") > 0);
    }
}
