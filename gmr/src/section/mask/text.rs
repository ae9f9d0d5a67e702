//! Credentials within text.

use super::option::Rule;
use super::{Span, issuer, option, pair, prose, token, url, user};
use std::borrow::Cow;

/// The text with the credentials in it masked; one that holds none is returned as it is.
///
/// Every search is linear in the length of the text, and masking twice is masking once.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if is_short_word(text) { Cow::Borrowed(text) } else { settled(text, find) }
}

/// Most values of a report are: no separator stands in them, and no token is so short.
fn is_short_word(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b"_-./".contains(&b);
    text.len() < issuer::SHORTEST && text.bytes().all(is_part)
}

/// Masks until nothing new is found: where two kinds of credentials overlap, the mask of one may
/// make the end of the other plain. Text that was not made to tease ends in the second round.
pub(super) fn settled(text: &str, find: impl Fn(&str) -> Vec<Span>) -> Cow<'_, str> {
    const ROUNDS: usize = 4;
    let mut masked = covered(text, find(text));
    for _ in 1..ROUNDS {
        let Cow::Owned(before) = &masked else { break };
        let Cow::Owned(after) = covered(before, find(before)) else { break };
        masked = Cow::Owned(after);
    }
    masked
}

/// Where the credentials are.
pub(super) fn find(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    url::find(text, &mut spans);
    user::find(text, &mut spans);
    let mut passwords: Vec<usize> = spans.iter().map(|span| span.start).collect();
    passwords.sort_unstable();
    token::find(text, &mut spans);
    issuer::find(text, &mut spans);
    pair::find(text, &passwords, &mut spans);
    pair::find_tuples(text, &mut spans);
    option::find(text, Rule::Text, &mut spans);
    prose::find(text, &mut spans);
    spans
}

/// The text with `***` in place of each span.
pub(super) fn covered(text: &str, mut spans: Vec<Span>) -> Cow<'_, str> {
    spans.retain(|span| &text[span.clone()] != "***");
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|span| span.start);
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for span in spans {
        // Spans that touch are one: two masks in a row would tell of the seam.
        if end == 0 || span.start > end {
            masked.push_str(&text[end..span.start]);
            masked.push_str("***");
        }
        end = end.max(span.end);
    }
    masked.push_str(&text[end..]);
    Cow::Owned(masked)
}
