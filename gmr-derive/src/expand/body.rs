//! What writes the fields of a type.

use super::schema::described;
use super::statement::{guarded, in_form, left_out, statement};
use super::{here, import};
use crate::ast::{Body, Common, Field, Fields, Form, Shape, Unset, Variant};
use crate::attr::flatten;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Index, Member};

/// Makes the statements of one type.
pub(super) struct Writer<'a> {
    common: &'a Common<'a>,
    /// Whether the fields are options, whose schema is an array.
    is_config: bool,
    /// The number of the next field in the schema.
    next: usize,
}

/// An expression for a reference to a field: its number, the field, and where it stands.
type Access<'f> = &'f dyn Fn(usize, &Field<'_>, Span) -> TokenStream;

impl<'a> Writer<'a> {
    pub(super) fn of_section(common: &'a Common<'a>) -> Self {
        Writer { common, is_config: false, next: 0 }
    }

    pub(super) fn of_config(common: &'a Common<'a>) -> Self {
        Writer { common, is_config: true, next: 0 }
    }

    /// Writes `self` to `__out`.
    pub(super) fn value(&mut self) -> TokenStream {
        let import = self.import();
        let out = quote!(__out);
        let body = match &self.common.body {
            Body::Struct(fields) => self.fields(fields, &out, &self.of_self()),
            Body::Enum(variants) if variants.is_empty() => {
                return quote!(let _ = #out; match *self {});
            }
            Body::Enum(variants) => {
                let arms: Vec<TokenStream> =
                    variants.iter().map(|variant| self.arm(variant, &out)).collect();
                quote!(match self { #(#arms)* })
            }
        };
        quote!(#import #body)
    }

    /// Writes the fields of `self` to `__map`, which is a `&mut Map`.
    pub(super) fn options(&mut self) -> TokenStream {
        let statements = match &self.common.body {
            Body::Struct(fields) => self.named(fields, &quote!(__map), &self.of_self()),
            // A configuration is a struct.
            Body::Enum(_) => TokenStream::new(),
        };
        let import = (!statements.is_empty()).then(|| self.import());
        quote!(#import #statements)
    }

    /// Writes what the options are when nobody sets them to `__map`, if that is said of any.
    pub(super) fn defaults(&self, of_type: Option<&Unset>) -> Option<TokenStream> {
        let root = &self.common.root;
        let whole = of_type.map(|unset| {
            let at = here(unset.span());
            let value = unset_value(unset, &quote_spanned!(at=> Self), &quote!(#root::__private));
            quote_spanned!(at=> #root::__private::flatten_options::<Self>(#value, __map);)
        });
        let shown = self.common.shown().enumerate();
        let each = shown.map(|(number, field)| unset_field(field, number, of_type.is_some()));
        let each: TokenStream = each.collect();
        let asks = |field: &Field<'_>| match field.form {
            Form::Auto | Form::With(_) => field.default.is_some(),
            Form::Flatten => true,
            _ => false,
        };
        let import = (!each.is_empty()).then(|| import(root, self.common.shown().any(asks)));
        (whole.is_some() || import.is_some()).then(|| quote!(#import #whole #each))
    }

    fn import(&self) -> TokenStream {
        let climbs =
            |field: &Field<'_>| matches!(field.form, Form::Auto | Form::With(_) | Form::Secret(_));
        import(&self.common.root, self.common.shown().any(climbs))
    }

    /// Borrows a field of `self`, or copies it where that is not allowed.
    fn of_self(&self) -> impl Fn(usize, &Field<'_>, Span) -> TokenStream + use<> {
        let packed = self.common.is_packed();
        move |_, field, at| {
            let member = member_at(&field.member, at);
            match packed {
                true => quote_spanned!(at=> &{ self.#member }),
                false => quote_spanned!(at=> &self.#member),
            }
        }
    }

    /// One variant: a word of its own, or a map from that word to what the variant holds.
    fn arm(&mut self, variant: &Variant<'_>, out: &TokenStream) -> TokenStream {
        let Variant { ident, shown, written, fields } = variant;
        let pattern = pattern(fields);
        if fields.shape == Shape::Unit {
            return quote!(Self::#ident => __gmr::Out::symbol(#out, #shown),);
        }
        let slot = quote!(__gmr::Out::variant(#out, #shown));
        let slot = match written {
            Some(written) => quote!(__gmr::Out::within(#slot, #written)),
            None => slot,
        };
        let bound = |number: usize, _: &Field<'_>, at| {
            let name = binding(number, at);
            quote!(#name)
        };
        let body = self.fields(fields, &slot, &bound);
        quote!(Self::#ident #pattern => { #body })
    }

    fn fields(
        &mut self,
        fields: &Fields<'_>,
        out: &TokenStream,
        access: Access<'_>,
    ) -> TokenStream {
        let only = fields.shown().next().filter(|_| self.common.is_transparent);
        if let Some(only) = only {
            return whole(only, fields, &within(only, out), access);
        }
        match (fields.shape, &fields.all[..]) {
            (Shape::Named, _) => {
                let statements = self.named(fields, &quote!(&mut __map), access);
                open(quote!(__map), quote!(__gmr::Out::map(#out)), statements)
            }
            // A newtype is its content.
            (Shape::Tuple, [only]) if !matches!(only.form, Form::Skip) => {
                whole(only, fields, out, access)
            }
            (Shape::Tuple, [_, _, ..]) => {
                let slot = quote!(__gmr::List::item(&mut __list));
                let numbered = fields.all.iter().enumerate();
                let statements = numbered.map(|(number, field)| {
                    let access = |at| access(number, field, at);
                    guarded(field, &access, statement(field, &access, &slot))
                });
                let statements = statements.collect();
                open(quote!(__list), quote!(__gmr::Out::list(#out)), statements)
            }
            (Shape::Unit | Shape::Tuple, _) => quote!(__gmr::Out::null(#out);),
        }
    }

    fn named(&mut self, fields: &Fields<'_>, map: &TokenStream, access: Access<'_>) -> TokenStream {
        let mut statements = TokenStream::new();
        for (number, field) in fields.all.iter().enumerate() {
            let access = |at| access(number, field, at);
            let at = here(field.form.span(field.ty));
            let write = match field.form {
                Form::Skip => continue,
                Form::Flatten => {
                    let value = access(at);
                    let flatten = Ident::new(self.flatten(), at);
                    let written = field.written.as_ref().unwrap_or(&field.shown);
                    let map = match field.show {
                        true => map.clone(),
                        false => quote_spanned!(at=> &mut __gmr::Map::within(#map, #written)),
                    };
                    quote_spanned!(at=> __gmr::#flatten(#value, #map);)
                }
                _ => statement(field, &access, &self.slot(field, map, at)),
            };
            statements.extend(guarded(field, &access, write));
            self.next += 1;
        }
        statements
    }

    /// The place of a field in the map.
    fn slot(&self, field: &Field<'_>, map: &TokenStream, at: Span) -> TokenStream {
        if self.is_config {
            let number = self.next;
            return quote_spanned!(at=> __gmr::option::<Self>(#map, #number));
        }
        let Field { shown, written, unit, help, show, .. } = field;
        if written.is_none() && unit.is_empty() && help.is_empty() && !show {
            return quote_spanned!(at=> __gmr::Map::named(#map, #shown));
        }
        let described = described(field);
        quote_spanned!(at=> __gmr::Map::field(#map, const { &#described }))
    }

    /// The function that flattens.
    fn flatten(&self) -> &'static str {
        if self.is_config { "flatten_options" } else { "flatten" }
    }
}

/// The field whose form is that of the whole type; left out, there is nothing.
fn whole(
    field: &Field<'_>,
    fields: &Fields<'_>,
    out: &TokenStream,
    access: Access<'_>,
) -> TokenStream {
    let number = fields.all.iter().position(|other| std::ptr::eq(other, field)).unwrap_or(0);
    let access = |at| access(number, field, at);
    let write = statement(field, &access, out);
    match left_out(field, &access) {
        None => write,
        Some(test) => quote!(if #test { __gmr::Out::null(#out); } else { #write }),
    }
}

/// The same place, masked if the name that is not shown says that it holds a secret.
fn within(field: &Field<'_>, out: &TokenStream) -> TokenStream {
    match &field.member {
        Member::Named(_) if !field.show => {
            let shown = &field.shown;
            quote!(__gmr::Out::within(#out, #shown))
        }
        _ => out.clone(),
    }
}

/// Writes what one option is when nobody sets it, if that is known and may be seen.
fn unset_field(field: &Field<'_>, number: usize, is_whole_known: bool) -> TokenStream {
    let ty = field.ty;
    let at = here(field.form.span(ty));
    let slot = quote!(__gmr::option::<Self>(__map, #number));
    match (&field.form, &field.default) {
        (Form::Flatten, Some(unset)) => {
            let value = unset_value(unset, &quote!(#ty), &quote!(__gmr));
            quote_spanned!(at=> __gmr::Schema::<#ty>::put(#value, __map);)
        }
        (Form::Flatten, None) if !is_whole_known => {
            quote_spanned!(at=> __gmr::Schema::<#ty>::put_defaults(__map);)
        }
        (Form::Secret(_), _) | (_, None) => TokenStream::new(),
        // Where a value of the same type is written: what is said there is not said again.
        (_, Some(Unset::OfType(_))) => {
            let value = |at| quote_spanned!(at=> &<#ty as __gmr::Default>::default());
            statement(field, &value, &slot)
        }
        (_, Some(unset)) => in_form(
            field,
            &unset_value(unset, &quote!(#ty), &quote!(__gmr)),
            &slot,
            here(unset.span()),
        ),
    }
}

/// A reference to what is there when nobody sets a value of this type; `private` is a path to our
/// names.
fn unset_value(unset: &Unset, ty: &TokenStream, private: &TokenStream) -> TokenStream {
    match unset {
        Unset::OfType(key) => {
            quote_spanned!(here(*key)=> &<#ty as #private::Default>::default())
        }
        Unset::Value(value) => {
            let at = here(value.span());
            // A lone token needs no parentheses, and lints say so; what `macro_rules` passes as
            // one may be many.
            match flatten(value.clone()).len() {
                1 => quote_spanned!(at=> &#value),
                _ => quote_spanned!(at=> &(#value)),
            }
        }
    }
}

/// Opens a container and fills it; one that stays empty needs no name.
fn open(name: TokenStream, container: TokenStream, statements: TokenStream) -> TokenStream {
    match statements.is_empty() {
        true => quote!(let _ = #container;),
        false => quote!(let mut #name = #container; #statements),
    }
}

/// Names the fields of a variant that are shown.
fn pattern(fields: &Fields<'_>) -> TokenStream {
    let numbered = fields.all.iter().enumerate();
    let bindings = numbered.map(|(number, field)| match field.form {
        Form::Skip => quote!(_),
        _ => {
            let name = binding(number, Span::call_site());
            quote!(#name)
        }
    });
    match fields.shape {
        Shape::Named => {
            let members = fields.all.iter().map(|field| &field.member);
            quote!({ #(#members: #bindings),* })
        }
        Shape::Tuple => quote!((#(#bindings),*)),
        Shape::Unit => TokenStream::new(),
    }
}

fn member_at(member: &Member, at: Span) -> TokenStream {
    match member {
        Member::Named(ident) => {
            let mut ident = ident.clone();
            ident.set_span(at);
            quote!(#ident)
        }
        Member::Unnamed(Index { index, .. }) => {
            let index = Index { index: *index, span: at };
            quote!(#index)
        }
    }
}

fn binding(number: usize, at: Span) -> Ident {
    format_ident!("__gmr_{}", number, span = at)
}
