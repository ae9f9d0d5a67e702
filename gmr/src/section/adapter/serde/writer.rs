//! A serializer that writes into a place of a report.

use super::error::Failed;
use super::key::key;
use crate::section::{List, Map, Out, ReportValue};
use serde_core::Serialize;
use serde_core::ser::{self, Serializer};
use std::fmt::{self, Display};

/// Wrappers around wrappers beyond this are a cycle.
const WRAPPERS: u8 = 64;

type Result<T = ()> = std::result::Result<T, Failed>;

pub(super) struct Writer<'a> {
    out: Out<'a>,
    /// How many wrappers without a form of their own are around this.
    wrappers: u8,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: Out<'a>) -> Self {
        Writer { out, wrappers: 0 }
    }

    /// What a wrapper holds, in its own place.
    fn unwrapped<T: Serialize + ?Sized>(self, value: &T) -> Result {
        if self.wrappers == WRAPPERS {
            self.out.note("nested too deeply to be shown");
            return Ok(());
        }
        value.serialize(Writer { out: self.out, wrappers: self.wrappers + 1 })
    }
}

/// Writes a value below another. If there is no room for what is in it, there may still be room
/// for what comes after it.
fn put<T: Serialize + ?Sized>(value: &T, out: Out<'_>) -> Result {
    if out.is_lost() {
        return Err(Failed::NoRoom);
    }
    match value.serialize(Writer::new(out)) {
        Err(Failed::NoRoom) => Ok(()),
        result => result,
    }
}

/// The values that have a form of their own.
macro_rules! scalars {
    ($($method:ident $type:ty),+) => {
        $(fn $method(self, value: $type) -> Result {
            value.report(self.out);
            Ok(())
        })+
    };
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Failed;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Items<'a>;
    type SerializeTupleVariant = Items<'a>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Fields<'a>;

    scalars! {
        serialize_bool bool,
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
        serialize_i128 i128,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64,
        serialize_u128 u128,
        serialize_f32 f32, serialize_f64 f64,
        serialize_char char, serialize_str &str
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result {
        let digits =
            |f: &mut fmt::Formatter<'_>| bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"));
        self.collect_str(&fmt::from_fn(digits))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result {
        self.out.args(format_args!("{value}"));
        Ok(())
    }

    fn serialize_none(self) -> Result {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        self.unwrapped(value)
    }

    fn serialize_unit(self) -> Result {
        self.out.null();
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.out.symbol(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result {
        self.unwrapped(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result {
        put(value, self.out.variant(variant))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Items<'a>> {
        Ok(Items(self.out.list()))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Items<'a>> {
        Ok(Items(self.out.list()))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Items<'a>> {
        Ok(Items(self.out.list()))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Items<'a>> {
        Ok(Items(self.out.variant(variant).list()))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Entries<'a>> {
        Ok(Entries { map: self.out.map(), key: String::new() })
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Fields<'a>> {
        Ok(Fields(self.out.map()))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Fields<'a>> {
        Ok(Fields(self.out.variant(variant).map()))
    }
}

/// Values in order.
pub(super) struct Items<'a>(List<'a>);

/// The four kinds of values in order differ in the name of one method.
macro_rules! items {
    ($($kind:ident $method:ident),+) => {
        $(impl ser::$kind for Items<'_> {
            type Ok = ();
            type Error = Failed;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
                put(value, self.0.item())
            }

            fn end(self) -> Result {
                Ok(())
            }
        })+
    };
}

items! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

/// Values by the names of their fields.
pub(super) struct Fields<'a>(Map<'a>);

macro_rules! fields {
    ($($kind:ident),+) => {
        $(impl ser::$kind for Fields<'_> {
            type Ok = ();
            type Error = Failed;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result {
                put(value, self.0.entry(name))
            }

            fn end(self) -> Result {
                Ok(())
            }
        })+
    };
}

fields!(SerializeStruct, SerializeStructVariant);

/// Values by keys.
pub(super) struct Entries<'a> {
    map: Map<'a>,
    /// The key whose value comes next.
    key: String,
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result {
        self.key = self::key(key)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        put(value, self.map.entry(std::mem::take(&mut self.key)))
    }

    fn end(self) -> Result {
        Ok(())
    }
}
