//! The form of single values: numbers, text, times, addresses.

use super::bounded::bounded;
use super::{Out, ReportValue};
use crate::model::Value;
use std::borrow::Cow;
use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize, Saturating, Wrapping,
};
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize, Ordering,
};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Each type with the one expression that writes it.
macro_rules! form {
    ($($($type:ty)+ => |$value:ident, $out:ident| $write:expr;)+) => {
        $($(impl ReportValue for $type {
            fn report(&self, $out: Out<'_>) {
                let $value = self;
                $write
            }
        })+)+
    };
}

form! {
    i8 i16 i32 i64 u8 u16 u32 u64 => |value, out| out.wide(i128::from(*value));
    // No platform has more than 64 bits here, but `From` leaves that open.
    isize => |value, out| out.int(*value as i64);
    usize => |value, out| out.uint(*value as u64);
    i128 => |value, out| out.wide(*value);
    u128 => |value, out| match i128::try_from(*value) {
        Ok(fits) => out.wide(fits),
        Err(_) => out.args(format_args!("{value}")),
    };
    NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroI128 NonZeroIsize
    NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64 NonZeroU128 NonZeroUsize
        => |value, out| value.get().report(out);
    // A report wants the number, not an order between threads.
    AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize
    AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize AtomicBool
        => |value, out| value.load(Ordering::Relaxed).report(out);
    f32 => |value, out| out.float(widened(*value));
    f64 => |value, out| out.float(*value);
    bool => |value, out| out.bool(*value);
    char => |value, out| out.str(value.encode_utf8(&mut [0; 4]));
    str String => |value, out| out.str(value);
    OsStr => |value, out| out.str(&value.to_string_lossy());
    OsString => |value, out| value.as_os_str().report(out);
    Path PathBuf => |value, out| out.path(value);
    () => |_value, out| out.null();
    Infallible => |value, _out| match *value {};
    fmt::Arguments<'_> => |value, out| out.args(*value);
    Duration => |value, out| out.duration(*value);
    Instant => |value, out| out.symbol(distance(*value, Instant::now()));
    SystemTime => |value, out| out.symbol(rfc3339(*value));
    IpAddr Ipv4Addr Ipv6Addr SocketAddr SocketAddrV4 SocketAddrV6
        => |value, out| out.symbol(value.to_string());
    // Masked again: whoever built the tree may not have known of the rules.
    Value => |value, out| out.tree(value);
}

impl<T: ?Sized> ReportValue for PhantomData<T> {
    fn report(&self, out: Out<'_>) {
        out.null();
    }
}

impl<T: ReportValue> ReportValue for Wrapping<T> {
    fn report(&self, out: Out<'_>) {
        self.0.report(out);
    }
}

impl<T: ReportValue> ReportValue for Saturating<T> {
    fn report(&self, out: Out<'_>) {
        self.0.report(out);
    }
}

impl<T: fmt::Display> ReportValue for Range<T> {
    fn report(&self, out: Out<'_>) {
        out.args(format_args!("{}..{}", self.start, self.end));
    }
}

impl<T: fmt::Display> ReportValue for RangeInclusive<T> {
    fn report(&self, out: Out<'_>) {
        out.args(format_args!("{}..={}", self.start(), self.end()));
    }
}

impl<T: ReportValue + ToOwned + ?Sized> ReportValue for Cow<'_, T> {
    fn report(&self, out: Out<'_>) {
        (**self).report(out);
    }
}

impl<T: ReportValue> ReportValue for Option<T> {
    fn report(&self, out: Out<'_>) {
        match self {
            Some(value) => value.report(out),
            None => T::report_absence(out),
        }
    }
}

impl<T: ReportValue, E: fmt::Display> ReportValue for Result<T, E> {
    fn report(&self, out: Out<'_>) {
        match self {
            Ok(value) => value.report(out),
            // The alternate form is where error types put their chain of sources.
            Err(error) => out.error([bounded(format_args!("{error:#}"))]),
        }
    }
}

/// The same decimal number: `0.1`, not `0.10000000149011612`.
fn widened(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

fn distance(then: Instant, now: Instant) -> String {
    match now.checked_duration_since(then) {
        Some(past) => format!("{past:.1?} ago"),
        None => format!("in {:.1?}", then.duration_since(now)),
    }
}

/// The time in UTC; times that RFC 3339 cannot write are told by their distance from 1970.
fn rfc3339(time: SystemTime) -> String {
    /// The first second of the year 10000.
    const END: Duration = Duration::from_secs(253_402_300_800);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) if since < END => humantime::format_rfc3339(time).to_string(),
        Ok(since) => format!("{since:?} after 1970-01-01T00:00:00Z"),
        Err(before) => format!("{:?} before 1970-01-01T00:00:00Z", before.duration()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::model::Entry;
    use crate::section::to_value;
    use std::collections::HashMap;

    fn symbol(text: &'static str) -> Value {
        Value::Symbol(text.into())
    }

    #[test]
    fn whole_numbers_of_every_size_are_one_kind() {
        assert_eq!(to_value(&4_u8), Value::Int(4));
        assert_eq!(to_value(&-4_i64), Value::Int(-4));
        assert_eq!(to_value(&usize::MAX), Value::Int(usize::MAX as i128));
        assert_eq!(to_value(&i128::MIN), Value::Int(i128::MIN));
        assert_eq!(to_value(&NonZeroU16::MAX), Value::Int(65_535));
        assert_eq!(to_value(&Wrapping(3_u8)), Value::Int(3));
        assert_eq!(to_value(&AtomicI32::new(-7)), Value::Int(-7));
    }

    #[test]
    fn a_number_that_is_too_large_for_the_tree_is_text() {
        assert_eq!(to_value(&(i128::MAX as u128)), Value::Int(i128::MAX));
        let text = "340282366920938463463374607431768211455";
        assert_eq!(to_value(&u128::MAX), Value::Str(text.into()));
    }

    #[test]
    fn a_short_float_keeps_its_digits() {
        assert_eq!(to_value(&0.1_f32), Value::Float(0.1));
        assert_eq!(to_value(&f32::INFINITY), Value::Float(f64::INFINITY));
        assert_eq!(to_value(&f32::MIN_POSITIVE), Value::Float(1.175_494_4e-38));
    }

    #[test]
    fn text_comes_from_every_kind_of_string() {
        let text = Value::Str("é".into());
        assert_eq!(to_value(&'é'), text);
        assert_eq!(to_value("é"), text);
        assert_eq!(to_value(&String::from("é")), text);
        assert_eq!(to_value(&Cow::Borrowed("é")), text);
        assert_eq!(to_value(OsStr::new("é")), text);
        assert_eq!(to_value(&format_args!("{}", 'é')), text);
        assert_eq!(to_value(Path::new("/a")), symbol("/a"));
    }

    #[test]
    fn addresses_are_symbols_so_that_no_name_masks_them() {
        let address: SocketAddr = "[::1]:80".parse().unwrap();
        assert_eq!(to_value(&address), symbol("[::1]:80"));
        assert_eq!(to_value(&Ipv4Addr::LOCALHOST), symbol("127.0.0.1"));
    }

    #[test]
    fn an_instant_is_told_by_its_distance() {
        let now = Instant::now();
        assert_eq!(distance(now, now + Duration::from_millis(2_500)), "2.5s ago");
        assert_eq!(distance(now + Duration::from_secs(3), now), "in 3.0s");
        let Value::Symbol(text) = to_value(&now) else { panic!("not a symbol") };
        assert!(text.ends_with(" ago"), "{text}");
    }

    #[test]
    fn credentials_in_a_path_are_masked_as_in_any_text() {
        let shown = |path: &str| to_value(Path::new(path)).to_string();
        assert_eq!(shown("https://ann:hunter2@host/repo"), "https://ann:***@host/repo");
        for plain in
            ["/etc/ssl/private/server.key", "/run/secrets/db password", "C:\\Users\\ann", ""]
        {
            assert_eq!(shown(plain), plain);
        }
        let named = std::collections::BTreeMap::from([("password", PathBuf::from("/run/pw"))]);
        assert_eq!(to_value(&named).to_string(), "password = /run/pw");
    }

    #[test]
    fn a_time_that_rfc_3339_cannot_write_does_not_panic() {
        assert_eq!(to_value(&UNIX_EPOCH), symbol("1970-01-01T00:00:00Z"));
        let early = UNIX_EPOCH - Duration::from_secs(2);
        assert_eq!(to_value(&early), symbol("2s before 1970-01-01T00:00:00Z"));
        let last = UNIX_EPOCH + Duration::from_secs(253_402_300_799);
        assert_eq!(to_value(&last), symbol("9999-12-31T23:59:59Z"));
        let late = last + Duration::from_secs(1);
        assert_eq!(to_value(&late), symbol("253402300800s after 1970-01-01T00:00:00Z"));
    }

    #[test]
    fn an_absent_value_and_an_error_say_so() {
        assert_eq!(to_value(&None::<u8>), Value::None);
        assert_eq!(to_value(&Some(1_u8)), Value::Int(1));
        assert_eq!(to_value(&()), Value::None);
        let failed: Result<u8, _> = "x".parse::<u8>();
        assert_eq!(to_value(&failed), Value::Error(vec!["invalid digit found in string".into()]));
        assert_eq!(to_value(&(1..4)), Value::Str("1..4".into()));
        assert_eq!(to_value(&(1..=4)), Value::Str("1..=4".into()));
    }

    #[test]
    fn a_finished_tree_is_masked_again() {
        let url = || "u://a:hunter2@h".to_owned();
        let mut port = Entry::new("port", Value::Int(80));
        (port.unit, port.help) = ("tcp", "where it listens");
        let tree = Value::Map(vec![
            port,
            Entry::new("error", Value::Error(vec![url()])),
            Entry::new("note", Value::Note(url().into())),
            Entry::new("text", Value::Str(url())),
            Entry::new("password", Value::Error(vec!["`hunter2` is too short".into()])),
        ]);
        let written = to_value(&tree);
        assert!(!format!("{written:?}").contains("hunter2"), "{written:?}");
        let (Value::Map(before), Value::Map(after)) = (&tree, &written) else { panic!("no map") };
        assert_eq!(before[0], after[0]);
    }

    #[test]
    fn an_error_in_place_of_a_secret_does_not_quote_it() {
        let failed: Result<u8, &str> = Err("`hunter2` is too short");
        let map = HashMap::from([("password", failed)]);
        assert_eq!(to_value(&map).entry("password"), Some(&Value::Secret));
    }

    #[test]
    fn a_finished_tree_is_written_as_it_is() {
        let tree = Value::List(vec![Value::Int(1), symbol("on"), Value::Str("text".into())]);
        assert_eq!(to_value(&tree), tree);
    }
}
