//! What the link of a descriptor in `/proc/*/fd` says.

/// The kernel writes this behind the name that a file had.
const DELETED: &str = " (deleted)";

/// In words: "a pipe", "an eventfd", "tty /dev/pts/3", "/var/log/x".
pub(crate) fn words(link: &str) -> String {
    if link.starts_with("pipe:") {
        return "a pipe".to_owned();
    }
    if let Some(name) = anonymous(link) {
        let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        return format!("{article} {name}");
    }
    if is_terminal(link) {
        return format!("tty {link}");
    }
    link.to_owned()
}

/// Its kind in a word.
pub(super) fn kind_of(link: &str) -> &str {
    if let Some(name) = anonymous(link) {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-_:".contains(c);
        let is_plain = name.len() < 40 && !name.is_empty() && name.chars().all(is_word);
        return if is_plain { name } else { "other" };
    }
    match link {
        _ if link.starts_with("pipe:") => "pipe",
        _ if link.starts_with("/memfd:") => "memfd",
        _ if is_terminal(link) => "tty",
        _ if link.starts_with("/dev/") && !link.starts_with("/dev/shm/") => "device",
        _ if link.starts_with('/') => "file",
        // `net:[4026531840]`.
        _ if link.contains(":[") => "namespace",
        _ => "other",
    }
}

/// Whether it is a file that has no name any more; memory that never had one is none.
pub(super) fn is_deleted(link: &str) -> bool {
    link.ends_with(DELETED) && kind_of(link) == "file"
}

/// The name of what has no file: `anon_inode:[eventfd]`, `anon_inode:inotify`.
fn anonymous(link: &str) -> Option<&str> {
    let name = link.strip_prefix("anon_inode:")?;
    Some(name.trim_start_matches('[').trim_end_matches(']'))
}

fn is_terminal(link: &str) -> bool {
    link.starts_with("/dev/pts/") || link.starts_with("/dev/tty")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_what_it_is() {
        let cases = [
            ("pipe:[123]", "a pipe", "pipe"),
            ("anon_inode:[eventfd]", "an eventfd", "eventfd"),
            ("anon_inode:inotify", "an inotify", "inotify"),
            ("anon_inode:[timerfd]", "a timerfd", "timerfd"),
            ("anon_inode:a b", "an a b", "other"),
            ("anon_inode:", "a ", "other"),
            ("/dev/pts/3", "tty /dev/pts/3", "tty"),
            ("/dev/null", "/dev/null", "device"),
            ("/dev/shm/x", "/dev/shm/x", "file"),
            ("/tmp/x (deleted)", "/tmp/x (deleted)", "file"),
            ("/memfd:x (deleted)", "/memfd:x (deleted)", "memfd"),
            ("net:[4026531840]", "net:[4026531840]", "namespace"),
            ("", "", "other"),
        ];
        for (link, expect, kind) in cases {
            assert_eq!((words(link).as_str(), kind_of(link)), (expect, kind));
        }
    }

    #[test]
    fn only_a_file_can_be_deleted() {
        assert!(is_deleted("/tmp/x (deleted)") && is_deleted("/dev/shm/x (deleted)"));
        for link in ["/tmp/x", "/memfd:x (deleted)", "/dev/zero (deleted)", "x (deleted)"] {
            assert!(!is_deleted(link), "{link}");
        }
    }
}
