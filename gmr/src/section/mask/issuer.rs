//! Tokens that their issuers mark, so that they can be found: `ghp_…`, `xoxb-…`, `AKIA…`.

use super::Span;

/// The form of the tokens of one issuer.
struct Form {
    mark: &'static str,
    /// Which bytes follow the mark.
    body: fn(&u8) -> bool,
    /// How many of them at least; real ones have more, but one may have been cut short.
    least: usize,
}

const fn form(mark: &'static str, body: fn(&u8) -> bool, least: usize) -> Form {
    Form { mark, body, least }
}

const FORMS: &[Form] = &[
    form("AIza", is_word, 30),
    form("AKIA", is_upper, 16),
    form("ASIA", is_upper, 16),
    form("GOCSPX-", is_word, 20),
    form("SG.", is_dotted, 40),
    form("ATATT3", is_word, 20),
    form("cio", is_letter, 32),
    form("dckr_pat_", is_word, 16),
    form("dop_v1_", is_letter, 32),
    form("ghp_", is_letter, 16),
    form("gho_", is_letter, 16),
    form("ghu_", is_letter, 16),
    form("ghs_", is_letter, 16),
    form("ghr_", is_letter, 16),
    form("github_pat_", is_word, 16),
    form("gldt-", is_word, 16),
    form("glpat-", is_dotted, 16),
    form("glptt-", is_word, 16),
    form("glrt-", is_dotted, 16),
    form("hf_", is_letter, 30),
    form("hvb.", is_word, 20),
    form("hvs.", is_word, 20),
    form("lin_api_", is_letter, 20),
    form("npm_", is_letter, 30),
    form("pypi-", is_word, 50),
    form("rk_live_", is_letter, 10),
    form("rk_test_", is_letter, 10),
    form("shpat_", is_letter, 16),
    form("shpss_", is_letter, 16),
    form("sk-", is_word, 16),
    form("sk_live_", is_letter, 10),
    form("sk_test_", is_letter, 10),
    form("whsec_", is_base64, 16),
    form("xapp-", is_word, 10),
    form("xoxa-", is_word, 10),
    form("xoxb-", is_word, 10),
    form("xoxc-", is_word, 10),
    form("xoxd-", is_base64, 10),
    form("xoxe-", is_word, 10),
    form("xoxe.", is_dotted, 10),
    form("xoxp-", is_word, 10),
    form("xoxr-", is_word, 10),
    form("xoxs-", is_word, 10),
    form("ya29.", is_word, 20),
];

/// Addresses whose path is the secret.
const PATHS: &[&str] =
    &["hooks.slack.com/services/", "discord.com/api/webhooks/", "api.telegram.org/bot"];

/// The shortest token that any form has.
pub(super) const SHORTEST: usize = 15;
/// Real tokens that need a closer look are not longer.
const LONGEST: usize = 256;

pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|b| is_dotted(b)).count();
        if length >= SHORTEST {
            find_in_run(text, at..at + length, spans);
        }
        at += length + 1;
    }
    for address in PATHS {
        for (at, mark) in text.match_indices(address) {
            let start = at + mark.len();
            let is_path = |b: &&u8| is_base64(b) || matches!(b, b'-' | b'_' | b':');
            let length = bytes[start..].iter().take_while(is_path).count();
            if length > 0 {
                spans.push(start..start + length);
            }
        }
    }
}

/// Tokens in a run of bytes that a token may have; they begin where a word does.
fn find_in_run(text: &str, run: Span, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let mut at = run.start;
    while at < run.end {
        let begins = at == 0 || !is_letter(&bytes[at - 1]);
        match token_length(&bytes[at..]).filter(|_| begins) {
            Some(length) => {
                spans.push(at..at + length);
                at += length;
            }
            None => at += 1,
        }
    }
}

fn token_length(rest: &[u8]) -> Option<usize> {
    let form = FORMS.iter().find(|form| rest.starts_with(form.mark.as_bytes()))?;
    let body = &rest[form.mark.len()..];
    let length = |body: &[u8]| body.iter().take_while(|b| (form.body)(b)).count();
    // What is looked at in vain is short, or the work would not be linear.
    let start = &body[..body.len().min(LONGEST)];
    let start = &start[..length(start)];
    // Names in kebab case may begin so: `sk-learn-pipeline-cache`.
    let is_name = form.mark == "sk-" && !looks_random(start);
    (start.len() >= form.least && !is_name).then(|| form.mark.len() + length(body))
}

/// Whether letters and digits are mixed, or the letters stand together longer than in a word.
fn looks_random(body: &[u8]) -> bool {
    let is_mixed = body.iter().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    is_mixed || body.split(|b| matches!(b, b'-' | b'_')).any(|part| part.len() >= 20)
}

fn is_letter(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_upper(byte: &u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_dotted(byte: &u8) -> bool {
    is_word(byte) || *byte == b'.'
}

fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'%')
}
