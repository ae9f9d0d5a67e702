//! "Configuration": every registered configuration, a group each.

use crate::capture::panic;
use crate::section::{Configuration, Out, configurations};

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    write_groups(&configurations(), out);
}

fn write_groups(all: &[Configuration], out: Out<'_>) {
    if all.is_empty() {
        return out.note(
            "none is registered: derive `gmr::ConfigReport` and add `#[gmr(static = ...)]`, or \
             give the value to the set-up with `.conf(...)`",
        );
    }
    let mut groups = out.groups();
    // All places first: if one of them hangs, the reader sees which others are missing.
    let places: Vec<Out<'_>> = titles(all).into_iter().map(|title| groups.group(title)).collect();
    for (configuration, group) in all.iter().zip(places) {
        let failure = group.beside();
        // One bad value must not cost the other groups.
        if let Err(panic) = panic::catch(|| configuration.write(group)) {
            failure.fail(format!("panicked: {panic}"));
        }
    }
}

/// The names of the groups; those that share one are told apart by their types, and by a number
/// if there are several of one type.
fn titles(all: &[Configuration]) -> Vec<String> {
    let mut titles: Vec<String> = Vec::with_capacity(all.len());
    for configuration in all {
        let is_same = |other: &&Configuration| other.group == configuration.group;
        let title = match all.iter().filter(is_same).count() {
            1 => configuration.group.to_string(),
            _ => format!("{} ({})", configuration.group, configuration.ty),
        };
        let next = (2..).map(|n| format!("{title} #{n}"));
        let mut candidates = std::iter::once(title.clone()).chain(next);
        titles.extend(candidates.find(|candidate| !titles.contains(candidate)));
    }
    titles
}

#[cfg(test)]
mod tests;
