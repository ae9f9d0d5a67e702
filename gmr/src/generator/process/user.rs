//! Whose process it is.

use crate::capture::proc::Status;
use crate::section::Map;
use std::fs;

/// What the kernel calls the four ids of a line in `/proc/self/status`.
const KINDS: [&str; 4] = ["real", "effective", "saved", "filesystem"];

/// Writes the user and all ids of users and groups.
pub(super) fn write(map: &mut Map<'_>, status: Option<&Status>) {
    let users = ids(status, "Uid").or_else(own_users);
    let groups = ids(status, "Gid").or_else(own_groups);
    let user = map.entry("user");
    match users.as_deref() {
        Some([real, ..]) => match name(&fs::read("/etc/passwd").unwrap_or_default(), *real) {
            Some(name) => user.str(&name),
            // Not every user is in that file, and other sources may hang.
            None => user.uint((*real).into()),
        },
        _ => user.note("not known on this target"),
    }
    for (key, ids) in [("uids", users), ("gids", groups)] {
        let out = map.entry(key);
        let Some(ids) = ids else {
            out.note("not known on this target");
            continue;
        };
        let mut map = out.map();
        for (kind, id) in KINDS.iter().zip(ids) {
            map.entry(*kind).uint(id.into());
        }
    }
}

fn ids(status: Option<&Status>, line: &str) -> Option<Vec<u32>> {
    let ids: Vec<u32> =
        status?.field(line)?.split_ascii_whitespace().map_while(|id| id.parse().ok()).collect();
    (ids.len() == KINDS.len()).then_some(ids)
}

/// The real and the effective one; more is not known everywhere.
fn own_users() -> Option<Vec<u32>> {
    #[cfg(unix)]
    return Some(vec![rustix::process::getuid().as_raw(), rustix::process::geteuid().as_raw()]);
    #[cfg(not(unix))]
    return None;
}

fn own_groups() -> Option<Vec<u32>> {
    #[cfg(unix)]
    return Some(vec![rustix::process::getgid().as_raw(), rustix::process::getegid().as_raw()]);
    #[cfg(not(unix))]
    return None;
}

/// The name of a user in the text of `/etc/passwd`: `name:password:uid:...`.
fn name(passwd: &[u8], uid: u32) -> Option<String> {
    passwd.split(|byte| *byte == b'\n').find_map(|line| {
        let mut fields = line.split(|byte| *byte == b':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        let id: u32 = std::str::from_utf8(fields.nth(1)?).ok()?.parse().ok()?;
        (id == uid).then(|| String::from_utf8_lossy(name).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_id_and_nothing_else() {
        let passwd = b"root:x:0:0:root:/root:/bin/sh\n# 7\n:x:7:7\nodd\nbad:x:y:1\n\xff:x:8:8::/:\nann:x:1000:8:";
        assert_eq!(name(passwd, 0).as_deref(), Some("root"));
        assert_eq!(name(passwd, 1000).as_deref(), Some("ann"));
        assert_eq!(name(passwd, 8).as_deref(), Some("\u{fffd}"));
        assert_eq!((name(passwd, 7), name(passwd, 1)), (None, None));
    }

    #[test]
    fn the_four_ids_are_read_from_their_line() {
        let status = Status::new(b"Uid:\t1\t2\t3\t4\nGid:\t5\t6\n");
        assert_eq!(ids(Some(&status), "Uid"), Some(vec![1, 2, 3, 4]));
        assert_eq!(ids(Some(&status), "Gid"), None);
        assert_eq!(ids(None, "Uid"), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_kernel_and_its_file_agree() {
        let status = fs::read("/proc/self/status").map(|text| Status::new(&text)).ok();
        let (Some(users), Some(file)) = (own_users(), ids(status.as_ref(), "Uid")) else { return };
        assert_eq!(users, file[..2]);
    }
}
