//! What should be registered and is not.

use super::Registered;

/// Panics if a name is not among those that are registered.
#[track_caller]
pub(super) fn assert_all(kind: &str, names: &[&str], registered: &[Registered]) {
    let missing = names.iter().filter(|name| registered.iter().all(|r| r.name != **name));
    let missing: Vec<String> = missing.map(|name| said(name, registered)).collect();
    assert!(missing.is_empty(), "{}", message(kind, &missing, registered));
}

/// A name that is missing, with the one that may be meant.
fn said(name: &str, registered: &[Registered]) -> String {
    let near = |registered: &&Registered| {
        let slips = distance(&name.to_lowercase(), &registered.name.to_lowercase());
        (slips <= (name.chars().count() / 3).max(1)).then_some(slips)
    };
    let nearest = registered.iter().filter(|r| near(r).is_some()).min_by_key(|r| near(r));
    match nearest {
        Some(Registered { name: nearest, .. }) => {
            format!("  `{name}`: did you mean `{nearest}`?")
        }
        None => format!("  `{name}`"),
    }
}

fn message(kind: &str, missing: &[String], registered: &[Registered]) -> String {
    let there: Vec<String> = registered.iter().map(|r| format!("`{}`", r.name)).collect();
    let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
    format!(
        "not registered as a {kind}:\n{}\nregistered: {there}\nThe linker leaves out a crate that \
         nothing names, and all that is registered in it. Name it in the binary or the test: \
         `use the_crate as _;`, or `gmr::link!(the_crate);`",
        missing.join("\n")
    )
}

/// How many letters were added, dropped or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let changed = above[j] + usize::from(letter != *other);
            row.push(changed.min(above[j + 1] + 1).min(row[j] + 1));
        }
        above = row;
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        assert_eq!(distance("pool", "pool"), 0);
        assert_eq!(distance("pol", "pool"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
