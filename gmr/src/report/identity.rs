//! What tells a report from all others.

use crate::capture::host::kernel;
use crate::model::Host;
use std::env::consts;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A UUID of version 7 (RFC 9562): the time in milliseconds, then 74 bits that no other report
/// has.
///
/// These come from the keys that the standard library draws for its hash maps, by which a process
/// id (a fork has the same keys) and a count of the reports are hashed.
pub(super) fn report_id(time: SystemTime) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let keys = RandomState::new();
    let one = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed), time);
    let (high, low) = (keys.hash_one((0, one)), keys.hash_one((1, one)));
    let millis = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64;
    let (time, high) = (millis & 0xffff_ffff_ffff, high & 0xfff);
    let (variant, low) = (0x8000 | low >> 48 & 0x3fff, low & 0xffff_ffff_ffff);
    format!("{:08x}-{:04x}-7{high:03x}-{variant:04x}-{low:012x}", time >> 16, time & 0xffff)
}

/// The machine; asked each time, because its name may change.
pub(super) fn host() -> Host {
    let kernel = kernel();
    Host { name: kernel.host, arch: consts::ARCH, os: consts::OS, os_version: kernel.release }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::time::Duration;

    #[test]
    fn an_id_is_a_uuid_of_version_7_with_the_time_of_its_report() {
        let id = report_id(UNIX_EPOCH + Duration::from_millis(0x0123_4567_89ab));
        let id = uuid::Uuid::parse_str(&id).unwrap();
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert_eq!(id.as_u128() >> 80, 0x0123_4567_89ab);
    }

    #[test]
    fn no_two_reports_of_one_moment_have_one_id() {
        let ids: HashSet<String> = (0..10_000).map(|_| report_id(UNIX_EPOCH)).collect();
        assert_eq!(ids.len(), 10_000);
    }

    #[test]
    fn the_host_is_the_one_that_the_kernel_names() {
        let host = host();
        let read = |name: &str| std::fs::read_to_string(format!("/proc/sys/kernel/{name}"));
        if let (Ok(name), Ok(release)) = (read("hostname"), read("osrelease")) {
            assert_eq!(
                (host.name.as_str(), host.os_version.as_str()),
                (name.trim(), release.trim())
            );
        }
        assert!(!host.arch.is_empty() && !host.os.is_empty());
    }
}
