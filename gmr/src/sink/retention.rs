//! Which reports stay in a directory.

use super::name::Stamp;
use rustix::fs::{AtFlags, Dir, FileType, statat, unlinkat};
use rustix::io::Errno;
use rustix::process::geteuid;
use std::os::fd::BorrowedFd;

/// How many reports of a service stay.
#[derive(Debug)]
pub(crate) struct Rule<'a> {
    /// The service.
    pub(crate) service: &'a str,
    /// What its files may end in.
    pub(crate) extensions: &'a [&'a str],
    /// How many stay: the newest by their names, and in any case the one just written. 0 stands
    /// for all.
    pub(crate) keep: usize,
}

/// Deletes what is too many. One file that cannot be deleted does not save the others.
///
/// A file that is not whole yet is never touched: its process may be alive, perhaps in another
/// container.
pub(super) fn retain(dir: BorrowedFd<'_>, rule: &Rule<'_>, written: &str) -> Result<(), Errno> {
    if rule.keep == 0 {
        return Ok(());
    }
    let mut refused = None;
    for name in others(dir, rule, written)?.iter().skip(rule.keep - 1) {
        match unlinkat(dir, name, AtFlags::empty()) {
            // Another process of the service was faster.
            Ok(()) | Err(Errno::NOENT) => {}
            Err(errno) => refused = refused.or(Some(errno)),
        }
    }
    refused.map_or(Ok(()), Err)
}

/// The names of the service's files but `written`, the newest first.
fn others(dir: BorrowedFd<'_>, rule: &Rule<'_>, written: &str) -> Result<Vec<String>, Errno> {
    let mut found = Vec::new();
    for entry in Dir::read_from(dir)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().to_str() else { continue };
        let stamp = Stamp::of(name, rule.service, rule.extensions);
        let Some(stamp) = stamp.filter(|_| name != written) else { continue };
        if is_ours(dir, name) {
            found.push((stamp, name.to_owned()));
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    Ok(found.into_iter().map(|(_, name)| name).collect())
}

/// Whether it is a file of this user's. In a directory that others may write to, what they plant
/// must not count: a newer name would cost us a report.
fn is_ours(dir: BorrowedFd<'_>, name: &str) -> bool {
    statat(dir, name, AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|stat| {
        let kind = FileType::from_raw_mode(stat.st_mode);
        kind == FileType::RegularFile && stat.st_uid == geteuid().as_raw()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sink::testing::names;
    use std::fs::{self, File};
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::{chown, symlink};
    use tempfile::{TempDir, tempdir};

    const NEWEST: &str = "orders_gurumeditation_20261121103009_7_9.txt";

    /// A directory with ten reports, each a second later than the one before; made out of order.
    fn fixture() -> (TempDir, File) {
        let temp = tempdir().unwrap();
        for number in [3, 1, 4, 0, 5, 9, 2, 6, 8, 7] {
            fs::write(temp.path().join(report(number)), "report").unwrap();
        }
        let dir = File::open(temp.path()).unwrap();
        (temp, dir)
    }

    fn report(number: u64) -> String {
        format!("orders_gurumeditation_2026112110300{number}_7_{number}.txt")
    }

    fn retain_newest(dir: &File, keep: usize) -> Result<(), Errno> {
        let rule = Rule { service: "orders", extensions: &["txt", "json"], keep };
        retain(dir.as_fd(), &rule, NEWEST)
    }

    #[test]
    fn the_newest_files_stay() {
        let (temp, dir) = fixture();
        retain_newest(&dir, 3).unwrap();
        assert_eq!(names(temp.path()), [7, 8, 9].map(report));
        retain_newest(&dir, 3).unwrap();
        assert_eq!(names(temp.path()), [7, 8, 9].map(report));
        retain_newest(&dir, 1).unwrap();
        assert_eq!(names(temp.path()), [NEWEST]);
    }

    #[test]
    fn zero_keeps_all() {
        let (temp, dir) = fixture();
        retain_newest(&dir, 0).unwrap();
        assert_eq!(names(temp.path()).len(), 10);
    }

    #[test]
    fn the_file_just_written_stays_whatever_the_clock_said() {
        let (temp, dir) = fixture();
        let rule = Rule { service: "orders", extensions: &["txt"], keep: 2 };
        retain(dir.as_fd(), &rule, &report(0)).unwrap();
        assert_eq!(names(temp.path()), [report(0), report(9)]);
    }

    #[test]
    fn files_of_every_format_count() {
        let (temp, dir) = fixture();
        let data = "orders_gurumeditation_20261121103008_7_8.json";
        fs::write(temp.path().join(data), "{}").unwrap();
        retain_newest(&dir, 2).unwrap();
        assert_eq!(names(temp.path()), [report(8), report(9)]);
    }

    #[test]
    fn nothing_but_our_own_files_is_touched_or_counted() {
        let (temp, dir) = fixture();
        let elsewhere = tempdir().unwrap();
        let target = elsewhere.path().join("target");
        fs::write(&target, "untouched").unwrap();
        let others = [
            "orders2_gurumeditation_20200101000000_7_0.txt",
            "my_orders_gurumeditation_20200101000000_7_0.txt",
            "orders_gurumeditation_20200101000000_7_0.txt.partial",
            "orders_gurumeditation_20200101000000_7_0.txt.gz",
            "orders_gurumeditation_20200101000000",
            "orders.log",
        ];
        for other in others {
            fs::write(temp.path().join(other), "other").unwrap();
        }
        // Older ones would be deleted if they were files, newer ones would take our files' place.
        for time in ["20200101000000", "20990101000000"] {
            let name = |number| format!("orders_gurumeditation_{time}_7_{number}.txt");
            symlink(&target, temp.path().join(name(1))).unwrap();
            fs::create_dir(temp.path().join(name(2))).unwrap();
        }
        retain_newest(&dir, 1).unwrap();
        let left = names(temp.path());
        assert!(left.contains(&NEWEST.to_owned()) && !left.contains(&report(8)), "{left:?}");
        assert_eq!(left.len(), others.len() + 4 + 1, "{left:?}");
        assert_eq!(fs::read_to_string(target).unwrap(), "untouched");
    }

    #[test]
    fn a_file_of_another_user_is_neither_deleted_nor_counted() {
        if !geteuid().is_root() {
            crate::error::skip("only root can give a file away");
            return;
        }
        let (temp, dir) = fixture();
        for planted in [report(0), report(8)] {
            chown(temp.path().join(planted), Some(4242), None).unwrap();
        }
        retain_newest(&dir, 2).unwrap();
        assert_eq!(names(temp.path()), [report(0), report(7), report(8), report(9)]);
    }

    #[test]
    fn processes_that_delete_at_once_keep_the_newest() {
        let (temp, dir) = fixture();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| retain_newest(&dir, 4).unwrap());
            }
        });
        assert_eq!(names(temp.path()), [6, 7, 8, 9].map(report));
    }
}
