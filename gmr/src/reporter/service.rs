//! What an operator calls the service, in the variables of OpenTelemetry.
//!
//! <https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/>

use crate::trigger::is_elevated;
use std::env;

/// What is said of the service, if anything is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
}

/// What the environment says; not that of a stranger who started a program with more rights.
pub(super) fn of_environment() -> Said {
    if is_elevated() {
        return Said::default();
    }
    let said = |name: &str| env::var(name).unwrap_or_default();
    of(&said("OTEL_SERVICE_NAME"), &said("OTEL_RESOURCE_ATTRIBUTES"))
}

/// `OTEL_SERVICE_NAME` comes before what the attributes say: `key=value,key=value`, in which
/// values are encoded with `%`.
fn of(name: &str, attributes: &str) -> Said {
    let attribute = |key: &str| {
        let pairs = attributes.split(',').filter_map(|pair| pair.split_once('='));
        let mut values = pairs.filter(|(name, _)| name.trim() == key);
        values.next_back().map(|(_, value)| decoded(value.trim()))
    };
    let name = Some(name.to_owned()).filter(|name| !name.is_empty());
    let known = |value: Option<String>| value.filter(|value| !value.is_empty());
    Said {
        name: name.or_else(|| known(attribute("service.name"))),
        version: known(attribute("service.version")),
    }
}

/// The text with each `%2C` as what it stands for; what stands for nothing stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let digits = others.get(..2).filter(|_| *first == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, attributes: &str, expect: (Option<&str>, Option<&str>)) {
        let expect =
            Said { name: expect.0.map(str::to_owned), version: expect.1.map(str::to_owned) };
        assert_eq!(of(name, attributes), expect);
    }

    #[test]
    fn the_name_of_the_service_comes_before_its_attributes() {
        check("api", "service.name=shop,service.version=1.2", (Some("api"), Some("1.2")));
        check("", "service.name=shop", (Some("shop"), None));
        check("", "", (None, None));
    }

    #[test]
    fn attributes_are_decoded_and_nonsense_is_ignored() {
        check("", "x, service.name = a%2Cb%20ü% ,=,service.version=", (Some("a,b ü%"), None));
        check("", "service.name=%zz%e9", (Some("%zz\u{fffd}"), None));
    }
}
