//! Chips: how many there are of each sort; pressed, the others are hidden.

use super::markup::text;
use crate::view::push::push;
use std::cmp::Reverse;

/// A sort with its word, and how many are of it.
pub(super) struct Chip {
    pub(super) token: &'static str,
    pub(super) word: String,
    pub(super) number: usize,
}

/// Counts each token, the most frequent first.
pub(super) fn chips(tokens: impl Iterator<Item = (&'static str, String)>) -> Vec<Chip> {
    let mut chips: Vec<Chip> = Vec::new();
    for (token, word) in tokens {
        match chips.iter_mut().find(|chip| chip.token == token) {
            Some(chip) => chip.number += 1,
            None => chips.push(Chip { token, word, number: 1 }),
        }
    }
    chips.sort_by_key(|chip| Reverse(chip.number));
    chips
}

/// Appends a row of chips. Without JavaScript they count, and cannot be pressed.
pub(super) fn push_chips(label: &'static str, chips: &[Chip], out: &mut String) {
    if chips.is_empty() {
        return;
    }
    out.push_str("<div class=chips role=group aria-label=\"");
    out.push_str(label);
    out.push_str("\"><span>");
    out.push_str(label);
    out.push_str("</span>\n");
    for Chip { token, word, number } in chips {
        push(
            out,
            format_args!(
                "<button type=button class=\"st {token}\" data-is={token} aria-pressed=false \
                 disabled>"
            ),
        );
        text(word, out);
        push(out, format_args!(" <b>{number}</b></button>\n"));
    }
    out.push_str("</div>\n");
}

/// Appends the attribute by which chips find an element: each token once.
pub(super) fn push_tokens(tokens: impl Iterator<Item = &'static str>, out: &mut String) {
    let mut known: Vec<&str> = tokens.collect();
    known.sort_unstable();
    known.dedup();
    push(out, format_args!(" data-is=\"{}\"", known.join(" ")));
}
