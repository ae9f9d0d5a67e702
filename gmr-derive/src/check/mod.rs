//! What single options cannot tell: contradictions between them.

mod item;

pub(crate) use item::{
    function, marked, method, no_implementation, other_item, static_item, task, use_of_instance,
};

use crate::ast::{Body, Field, Fields, Form, Shape, Variant};
use crate::attr::Options;
use crate::ctxt::Ctxt;
use crate::symbol::{self, Key, plain};
use proc_macro2::Ident;
use syn::{Data, DeriveInput, Generics, LitStr};

/// A section is a value that can be read.
pub(crate) fn section_shape(input: &DeriveInput, cx: &Ctxt) {
    if let Data::Union(data) = &input.data {
        cx.error(
            data.union_token.span,
            "`ReportSection` cannot be derived for a union: it cannot know which field is live",
        );
    }
}

/// An option is a field with a name.
pub(crate) fn config_shape(input: &DeriveInput, cx: &Ctxt) {
    match &input.data {
        Data::Struct(data) => {
            if !matches!(data.fields, syn::Fields::Named(_)) {
                cx.error(
                    input.ident.span(),
                    "`ConfigReport` needs named fields: they are the option names. For a value use \
                     `#[derive(ReportSection)]`",
                );
            }
        }
        Data::Enum(data) => {
            cx.error(data.enum_token.span, "`ConfigReport` is for structs: an option is a field. Use `#[derive(ReportSection)]` for \
             an enum that is the value of an option")
        }
        Data::Union(data) => {
            cx.error(data.union_token.span, "`ConfigReport` cannot be derived for a union");
        }
    }
}

/// A title that nobody could find in the report is none.
pub(crate) fn title(title: &LitStr, cx: &Ctxt) {
    if title.value().trim().is_empty() {
        cx.error(title.span(), "a section needs a title that is not empty");
    }
}

/// As [`title`] for a field or a variant.
pub(crate) fn name(name: &LitStr, cx: &Ctxt) {
    if name.value().trim().is_empty() {
        cx.error(name.span(), "`rename` needs a name that is not empty");
    }
}

/// As [`title`] for a task.
pub(crate) fn task_name(name: &LitStr, cx: &Ctxt) {
    if name.value().trim().is_empty() {
        cx.error(name.span(), "a task needs a name that is not empty");
    }
}

/// As [`title`] for a group of options.
pub(crate) fn group(group: &LitStr, cx: &Ctxt) {
    if group.value().trim().is_empty() {
        cx.error(group.span(), "a group needs a name that is not empty");
    }
}

/// A type has one source of instances.
pub(crate) fn source(options: &Options<'_>, sources: &[Key], cx: &Ctxt) {
    if let Some((first, second)) = two_of(options, sources) {
        let (one, other) = (plain(first), plain(second));
        let message =
            format!("`{other}` cannot be used with `{one}`: a type has one source of instances");
        cx.error(second.span(), message);
    }
}

/// All instances of a type are in one list, so it must be one type.
pub(crate) fn instances(options: &Options<'_>, generics: &Generics, cx: &Ctxt) {
    let instances = options.span(symbol::INSTANCES);
    let Some(span) = instances.or_else(|| options.span(symbol::DEFAULT)) else { return };
    let has_types = generics.type_params().next().is_some();
    if has_types || generics.const_params().next().is_some() {
        let message = "a generic type has no single set of instances: register values with \
                       `gmr::register`, or wrap it in a type of your own";
        cx.error(span, message);
    } else if let (Some(_), Some(lifetime)) = (instances, generics.lifetimes().next()) {
        let lifetime = &lifetime.lifetime;
        let message = format!(
            "instances that borrow for `{lifetime}` cannot be tracked: they must be `'static`"
        );
        cx.error(span, message);
    }
}

/// Bounds are for parameters.
pub(crate) fn bound(options: &Options<'_>, generics: &Generics, cx: &Ctxt) {
    if let Some(span) = options.span(symbol::BOUND)
        && generics.params.is_empty()
    {
        cx.error(span, "`bound` has no effect on a type without parameters");
    }
}

/// A transparent type has one field to look at.
pub(crate) fn transparent(options: &Options<'_>, body: &Body<'_>, cx: &Ctxt) {
    let Some(span) = options.span(symbol::TRANSPARENT) else { return };
    let shown = match body {
        Body::Struct(fields) => fields.shown().count(),
        Body::Enum(_) => {
            return cx.error(span, "`transparent` is for structs: an enum is shown by its variant");
        }
    };
    if shown != 1 {
        let shown = if shown == 0 { "none".to_owned() } else { shown.to_string() };
        let message = format!(
            "`transparent` needs exactly one field that is shown, and this type shows {shown}; \
             `skip` what is not its content"
        );
        cx.error(span, message);
    }
}

/// The options of a field go together.
pub(crate) fn field(options: &Options<'_>, is_named: bool, is_transparent: bool, cx: &Ctxt) {
    if let Some((first, second)) = two_of(options, symbol::FORMS) {
        let (one, other) = (plain(first), plain(second));
        let message =
            format!("`{other}` cannot be used with `{one}`: each says how the field is shown");
        cx.error(second.span(), message);
    }
    if let (Some(secret), Some(_)) = (options.span(symbol::SECRET), options.span(symbol::SHOW)) {
        cx.error(secret, "`secret` and `show` contradict each other");
    }
    if !is_named {
        for key in options.keys().filter(|key| symbol::FOR_NAMED.iter().any(|n| n.is(key))) {
            let key_name = plain(key);
            let message =
                format!("`{key_name}` needs a named field: the fields of a tuple have no names");
            cx.error(key.span(), message);
        }
    }
    if let Some((key, field)) = without_effect(options, is_named && is_transparent) {
        cx.error(key.span(), format!("`{}` has no effect on {field}", plain(key)));
    }
}

/// The first option that another one silences, and why.
fn without_effect<'o>(
    options: &'o Options<'_>,
    is_transparent: bool,
) -> Option<(&'o Ident, &'static str)> {
    let first = |keys: &[Key]| options.keys().find(|key| keys.iter().any(|k| k.is(key)));
    let is_there = |key| options.span(key).is_some();
    if is_there(symbol::SKIP) {
        let other = options.keys().find(|key| !symbol::SKIP.is(key));
        other.map(|key| (key, "a skipped field"))
    } else if is_there(symbol::FLATTEN) {
        first(symbol::FOR_SHOWN_NAME).map(|key| (key, "a flattened field"))
    } else if is_transparent {
        first(symbol::FOR_SHOWN_NAME).map(|key| (key, "the field of a transparent type"))
    } else if is_there(symbol::SECRET) {
        first(&[symbol::DEFAULT]).map(|key| (key, "a secret field: secrets are never compared"))
    } else {
        None
    }
}

/// A section is shown in one way.
pub(crate) fn section_form(options: &Options<'_>, cx: &Ctxt) {
    if let Some((first, second)) = two_of(options, symbol::FORMS) {
        let (one, other) = (plain(first), plain(second));
        let message =
            format!("`{other}` cannot be used with `{one}`: each says how the section is shown");
        cx.error(second.span(), message);
    }
}

/// Each name stands for one field; what a flattened field brings is known at run time only.
pub(crate) fn names(fields: &Fields<'_>, cx: &Ctxt) {
    if fields.shape != Shape::Named {
        return;
    }
    let mut seen: Vec<&Field<'_>> = Vec::new();
    for field in fields.shown().filter(|field| !matches!(field.form, Form::Flatten)) {
        // That a field is there twice is for the compiler to tell.
        let is_another =
            |other: &&Field<'_>| other.shown == field.shown && other.member != field.member;
        if seen.iter().any(is_another) {
            cx.error(field.shown_at, format!("two fields are shown as `{}`", field.shown));
        }
        seen.push(field);
    }
}

/// Each name stands for one variant: nobody could tell which it is.
pub(crate) fn variants(variants: &[Variant<'_>], cx: &Ctxt) {
    for (at, variant) in variants.iter().enumerate() {
        // That a variant is there twice is for the compiler to tell.
        let is_another =
            |other: &Variant<'_>| other.shown == variant.shown && other.ident != variant.ident;
        if variants[..at].iter().any(is_another) {
            let message = format!("two variants are shown as `{}`", variant.shown);
            cx.error(variant.ident.span(), message);
        }
    }
}

/// The first two of the keys that are given, in the order of the user.
fn two_of<'o>(options: &'o Options<'_>, keys: &[Key]) -> Option<(&'o Ident, &'o Ident)> {
    let mut given = options.keys().filter(|given| keys.iter().any(|key| key.is(given)));
    Some((given.next()?, given.next()?))
}
