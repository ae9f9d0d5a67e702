//! The table of what is registered.

use super::{Check, Registered, State};
use std::fmt;

const COLUMNS: usize = 5;

pub(super) fn write(check: &Check, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let heading = ["", "name", "order", "place", "state"].map(str::to_owned);
    let mut rows = vec![heading];
    let kinds = [
        ("section", check.sections()),
        ("configuration", check.configurations()),
        ("task", check.tasks()),
    ];
    for (kind, all) in kinds {
        rows.extend(all.iter().map(|registered| row(kind, registered)));
    }
    if rows.len() == 1 {
        return f.write_str("nothing is registered\n");
    }
    let mut widths = [0; COLUMNS];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

fn row(kind: &str, registered: &Registered) -> [String; COLUMNS] {
    let Registered { name, order, place, is_duplicate, state } = registered;
    let twice = if *is_duplicate { " (the name is taken)" } else { "" };
    let (order, state) = match (kind, state) {
        ("section", state) => (order.to_string(), state.to_string()),
        // A task is listed even if none of it lives.
        ("task", State::Shown) => (String::new(), String::new()),
        (_, state) => (String::new(), state.to_string()),
    };
    [kind.to_owned(), printable(name), order, place.clone(), printable(&state) + twice]
}

/// One line, whatever a section says.
fn printable(text: &str) -> String {
    text.replace(char::is_control, " ")
}
