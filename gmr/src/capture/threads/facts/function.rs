//! The parts of a function's name.

/// The parts of a demangled name, without arguments of types, closures and traits:
/// `<std::sync::Mutex<T> as x::Lock>::lock::{{closure}}` is `std`, `sync`, `Mutex`, `lock`.
/// What a C library puts in front of its own names is left out, too.
pub(super) fn parts(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    // The type in front of `::method` stands in brackets, and is a part of the path.
    let name = name.trim_start_matches(['<', '&']);
    let (mut depth, mut start) = (0_usize, 0);
    let mut before = ' ';
    for (at, c) in name.char_indices() {
        let is_part = c.is_alphanumeric() || c == '_';
        if !is_part && depth == 0 {
            push(name.get(start..at), &mut parts);
        }
        match c {
            '<' | '{' | '(' | '[' => depth += 1,
            '>' if before == '-' => {}
            '>' | '}' | ')' | ']' => depth = depth.saturating_sub(1),
            // Up to the end of the brackets.
            ' ' if depth == 0 && name.get(at..).is_some_and(|rest| rest.starts_with(" as ")) => {
                depth = 1;
            }
            _ => {}
        }
        if !is_part {
            start = at + c.len_utf8();
        }
        before = c;
    }
    if depth == 0 {
        push(name.get(start..), &mut parts);
    }
    if let [name] = &mut parts[..] {
        *name = of_c(name);
    }
    parts
}

fn push<'n>(part: Option<&'n str>, parts: &mut Vec<&'n str>) {
    parts.extend(part.filter(|part| !part.is_empty()));
}

/// `__GI___new_sem_wait` is `sem_wait`.
fn of_c(name: &str) -> &str {
    let name = name.trim_start_matches('_');
    let name = name.strip_prefix("GI_").unwrap_or(name).trim_start_matches('_');
    name.strip_prefix("new_").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_path_of_a_function_is_left() {
        let cases: [(&str, &[&str]); 10] = [
            ("std::sync::Mutex<T>::lock", &["std", "sync", "Mutex", "lock"]),
            ("std::sync::Mutex<fn(u8) -> T>::lock", &["std", "sync", "Mutex", "lock"]),
            ("<std::sync::Mutex<T> as x::Lock<u8>>::lock", &["std", "sync", "Mutex", "lock"]),
            ("<&mut F as core::Future>::poll", &["mut", "F", "poll"]),
            ("app::run::{{closure}}::{{closure}}", &["app", "run"]),
            ("app::run::{closure#0}<A, B<C>>", &["app", "run"]),
            ("tokio::a::{impl#3}::park", &["tokio", "a", "park"]),
            ("__GI___pthread_mutex_lock", &["pthread_mutex_lock"]),
            ("___pthread_cond_wait", &["pthread_cond_wait"]),
            ("__new_sem_wait", &["sem_wait"]),
        ];
        for (name, expect) in cases {
            assert_eq!(parts(name), expect, "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_name_has_parts_of_itself(name in "[a-z:<>{}()& é-]{0,40}( as )?[a-z:<>]{0,9}") {
            for part in parts(&name) {
                prop_assert!(name.contains(part) && !part.is_empty());
            }
        }
    }
}
