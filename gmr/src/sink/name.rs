//! The names of report files.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What most file systems allow for one name, in bytes.
const LONGEST: usize = 255;

/// What a file is called until it is whole.
pub(super) const PARTIAL: &str = ".partial";

/// The name of a report's file, but for its number.
#[derive(Debug)]
pub(super) struct FileName {
    stem: String,
    extension: String,
}

impl FileName {
    /// As oslo.reports names it, plus what keeps two processes apart.
    ///
    /// The process id is asked for here and not at set-up: a forked child has its own.
    pub(super) fn new(service: &str, extension: &str, time: SystemTime) -> Self {
        FileName::of(service, extension, &timestamp(time), std::process::id())
    }

    fn of(service: &str, extension: &str, timestamp: &str, pid: u32) -> Self {
        let rest = format!("_gurumeditation_{timestamp}_{pid}");
        let number = u64::MAX.to_string().len();
        let taken = rest.len() + "_".len() + number + ".".len() + extension.len() + PARTIAL.len();
        let stem = format!("{}{rest}", file_safe(service, LONGEST.saturating_sub(taken)));
        FileName { stem, extension: extension.to_owned() }
    }

    /// The name of the report with this number.
    pub(super) fn numbered(&self, number: u64) -> String {
        format!("{}_{number}.{}", self.stem, self.extension)
    }
}

/// When the report of a file was made, and as the how manyth of which process; in this order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stamp {
    timestamp: String,
    number: u64,
    pid: u32,
}

impl Stamp {
    /// What `name` tells, if a report of this service with one of these extensions is called so.
    ///
    /// Services whose names differ only in signs that no file may have in its name share their
    /// files.
    pub(super) fn of(name: &str, service: &str, extensions: &[&str]) -> Option<Self> {
        extensions.iter().find_map(|extension| Stamp::with(name, service, extension))
    }

    fn with(name: &str, service: &str, extension: &str) -> Option<Self> {
        let stem = name.strip_suffix(extension)?.strip_suffix('.')?;
        let (stem, number) = stem.rsplit_once('_')?;
        let (stem, pid) = stem.rsplit_once('_')?;
        let (_, timestamp) = stem.rsplit_once('_')?;
        let (number, pid) = (number.parse().ok()?, pid.parse().ok()?);
        let is_time = timestamp.len() == 14 && timestamp.bytes().all(|b| b.is_ascii_digit());
        // Whatever else the name may be: it is what we would have written, or it is not ours.
        let ours = || FileName::of(service, extension, timestamp, pid).numbered(number);
        (is_time && ours() == name).then(|| Stamp { timestamp: timestamp.to_owned(), number, pid })
    }
}

/// The service's name without what means something to a file system, a shell or `ls`.
fn file_safe(service: &str, longest: usize) -> String {
    let mut name = String::new();
    for c in service.chars() {
        let leading_dot = c == '.' && name.is_empty();
        let safe = (c.is_alphanumeric() || "._-+@".contains(c)) && !leading_dot;
        let c = if safe { c } else { '_' };
        if name.len() + c.len_utf8() > longest {
            break;
        }
        name.push(c);
    }
    if name.is_empty() { "unnamed".to_owned() } else { name }
}

/// UTC as `YYYYmmddHHMMSS`.
fn timestamp(time: SystemTime) -> String {
    /// The last second that has a year of four digits.
    const LAST: Duration = Duration::from_secs(253_402_300_799);
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default().min(LAST);
    let text = humantime::format_rfc3339_seconds(UNIX_EPOCH + since).to_string();
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(service: &str) -> String {
        let time = UNIX_EPOCH + Duration::from_secs(1_795_257_000);
        FileName::new(service, "txt", time).numbered(7)
    }

    #[test]
    fn the_name_is_that_of_the_ancestor_with_process_and_number() {
        let pid = std::process::id();
        assert_eq!(name("orders"), format!("orders_gurumeditation_20261121103000_{pid}_7.txt"));
    }

    #[test]
    fn no_service_name_can_leave_the_directory_or_hide() {
        let cases = [
            ("../../etc/cron.d/x", "_._.._etc_cron.d_x_guru"),
            ("/", "__guru"),
            (".", "__guru"),
            ("..", "_._guru"),
            ("", "unnamed_guru"),
            ("a b\n\u{1b}[2J\0", "a_b___2J__guru"),
            ("größe", "größe_guru"),
        ];
        for (service, start) in cases {
            let name = name(service);
            assert!(name.starts_with(start), "{name}");
            assert!(!name.contains(['/', '\0', '\n']), "{name}");
        }
    }

    #[test]
    fn the_longest_name_fits_with_number_and_suffix() {
        for service in ["x".repeat(1000), "漢".repeat(1000)] {
            let name = FileName::new(&service, "ndjson", SystemTime::now()).numbered(u64::MAX);
            let length = name.len() + PARTIAL.len();
            assert!((LONGEST - 20..=LONGEST).contains(&length), "{length}");
        }
    }

    #[test]
    fn a_name_that_was_written_is_known_again() {
        let extensions = ["json", "speedscope.json", "txt"];
        for service in ["orders", "../x", "a_b", "", &"x".repeat(1000), &"漢".repeat(1000)] {
            for extension in extensions {
                let written = FileName::new(service, extension, UNIX_EPOCH).numbered(7);
                let stamp = Stamp::of(&written, service, &extensions);
                assert_eq!(stamp.map(|s| (s.number, s.pid)), Some((7, std::process::id())));
            }
        }
    }

    #[test]
    fn a_name_that_only_looks_like_ours_is_not_known() {
        let known = |name: &str| Stamp::of(name, "orders", &["txt"]).is_some();
        assert!(known("orders_gurumeditation_20261121103000_7_0.txt"));
        for other in [
            "orders_gurumeditation_20261121103000_7_0.txt.partial",
            "orders_gurumeditation_20261121103000_7_0.json",
            "orders_gurumeditation_20261121103000_7_0txt",
            "orders_gurumeditation_20261121103000_7.txt",
            "orders_gurumeditation_20261121103000_7_00.txt",
            "orders_gurumeditation_20261121103000_+7_0.txt",
            "orders_gurumeditation_2026112110300_7_0.txt",
            "orders_gurumeditation_2026112110300x_7_0.txt",
            "orders_gurumeditation_20261121103000",
            "orders-api_gurumeditation_20261121103000_7_0.txt",
            "my_orders_gurumeditation_20261121103000_7_0.txt",
            "orders_gurumeditation_20261121103000_7_0.txt_gurumeditation_20261121103000_7_0.txt",
            "Orders_gurumeditation_20261121103000_7_0.txt",
            "_gurumeditation_20261121103000_7_0.txt",
            "",
        ] {
            assert!(!known(other), "{other}");
        }
    }

    #[test]
    fn later_reports_have_later_stamps() {
        let stamp = |name: &str| Stamp::of(name, "x", &["txt", "json"]).expect(name);
        let stamps = [
            stamp("x_gurumeditation_20261121103000_900_9.txt"),
            stamp("x_gurumeditation_20261121103000_7_10.json"),
            stamp("x_gurumeditation_20261121103001_7_0.txt"),
        ];
        assert!(stamps.is_sorted());
    }

    #[test]
    fn a_clock_that_is_wrong_is_no_panic() {
        assert_eq!(timestamp(UNIX_EPOCH - Duration::from_secs(1)), "19700101000000");
        assert_eq!(timestamp(UNIX_EPOCH + Duration::from_secs(1 << 40)), "99991231235959");
    }
}
