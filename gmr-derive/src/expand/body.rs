//! What writes the fields of a type, and what is said of them in a static.

use super::{climb, here, import};
use crate::ast::{Body, Common, Field, Fields, Form, Shape, Variant};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Index, Member};

/// What is said of all fields that have a name, as a reference to an array.
pub(super) fn schema(common: &Common<'_>) -> TokenStream {
    let root = &common.root;
    let path = quote!(#root::__private::Field);
    let fields = common.shown().filter(|field| is_described(field));
    let fields = fields.map(|field| described(&path, field));
    quote!(&[#(#fields),*])
}

/// What is flattened has names of its own, and what is in a tuple has none.
fn is_described(field: &Field<'_>) -> bool {
    matches!(field.member, Member::Named(_)) && !matches!(field.form, Form::Flatten)
}

/// All that is said of a field, and nothing of what is not.
fn described(path: &TokenStream, field: &Field<'_>) -> TokenStream {
    let Field { shown, unit, help, .. } = field;
    let unit = (!unit.is_empty()).then(|| quote!(.unit(#unit)));
    let help = (!help.is_empty()).then(|| quote!(.help(#help)));
    let secret = matches!(field.form, Form::Secret(_)).then(|| quote!(.secret()));
    let show = field.show.then(|| quote!(.show()));
    quote!(#path::new(#shown) #unit #help #secret #show)
}

/// Makes the statements of one type.
pub(super) struct Writer<'a> {
    common: &'a Common<'a>,
    /// Whether the fields are options, whose schema is an array.
    is_config: bool,
    /// How many fields of the schema are written.
    described: usize,
}

/// An expression for a reference to a field: its number, the field, and where it stands.
type Access<'f> = &'f dyn Fn(usize, &Field<'_>, Span) -> TokenStream;

impl<'a> Writer<'a> {
    pub(super) fn of_section(common: &'a Common<'a>) -> Self {
        Writer { common, is_config: false, described: 0 }
    }

    pub(super) fn of_config(common: &'a Common<'a>) -> Self {
        Writer { common, is_config: true, described: 0 }
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
        let Variant { ident, shown, fields } = variant;
        let pattern = pattern(fields);
        if fields.shape == Shape::Unit {
            return quote!(Self::#ident => __gmr::Out::symbol(#out, #shown),);
        }
        let slot = quote!(__gmr::Map::named(&mut __variant, #shown));
        let bound = |number: usize, _: &Field<'_>, at| {
            let name = binding(number, at);
            quote!(#name)
        };
        let body = self.fields(fields, &slot, &bound);
        quote! {
            Self::#ident #pattern => {
                let mut __variant = __gmr::Out::map(#out);
                #body
            }
        }
    }

    fn fields(
        &mut self,
        fields: &Fields<'_>,
        out: &TokenStream,
        access: Access<'_>,
    ) -> TokenStream {
        match (fields.shape, &fields.all[..]) {
            (Shape::Named, _) => {
                let statements = self.named(fields, &quote!(&mut __map), access);
                open(quote!(__map), quote!(__gmr::Out::map(#out)), statements)
            }
            // A newtype is its content.
            (Shape::Tuple, [only]) if !matches!(only.form, Form::Skip) => {
                self.statement(only, 0, out, access)
            }
            (Shape::Tuple, [_, _, ..]) => {
                let slot = quote!(__gmr::List::item(&mut __list));
                let numbered = fields.all.iter().enumerate();
                let statements = numbered.map(|(n, field)| self.statement(field, n, &slot, access));
                let statements = statements.collect();
                open(quote!(__list), quote!(__gmr::Out::list(#out)), statements)
            }
            (Shape::Unit | Shape::Tuple, _) => quote!(__gmr::Out::null(#out);),
        }
    }

    fn named(&mut self, fields: &Fields<'_>, map: &TokenStream, access: Access<'_>) -> TokenStream {
        let mut statements = TokenStream::new();
        for (number, field) in fields.all.iter().enumerate() {
            let at = here(field.form.span(field.ty));
            match field.form {
                Form::Skip => {}
                Form::Flatten => {
                    let value = access(number, field, at);
                    let flatten = Ident::new(self.flatten(), at);
                    statements.extend(quote_spanned!(at=> __gmr::#flatten(#value, #map);));
                }
                _ => {
                    let slot = self.slot(field, map, at);
                    statements.extend(self.statement(field, number, &slot, access));
                }
            }
        }
        statements
    }

    /// The place of a field in the map.
    fn slot(&mut self, field: &Field<'_>, map: &TokenStream, at: Span) -> TokenStream {
        if self.is_config {
            let number = self.described;
            self.described += 1;
            return quote_spanned!(at=> __gmr::option::<Self>(#map, #number));
        }
        let Field { shown, unit, help, show, .. } = field;
        if unit.is_empty() && help.is_empty() && !show {
            return quote_spanned!(at=> __gmr::Map::named(#map, #shown));
        }
        let described = described(&quote!(__gmr::Field), field);
        quote_spanned!(at=> __gmr::Map::field(#map, const { &#described }))
    }

    /// The function that flattens.
    fn flatten(&self) -> &'static str {
        if self.is_config { "flatten_options" } else { "flatten" }
    }

    /// Writes one field to its place.
    fn statement(
        &self,
        field: &Field<'_>,
        number: usize,
        slot: &TokenStream,
        access: Access<'_>,
    ) -> TokenStream {
        let at = here(field.form.span(field.ty));
        let value = &access(number, field, at);
        match &field.form {
            Form::Skip => TokenStream::new(),
            Form::Auto => climb(value, slot, at),
            Form::With(path) => climb(&quote_spanned!(at=> &(#path)(#value)), slot, at),
            Form::Secret(_) => {
                quote_spanned!(at=> (&&&__gmr::Tier(#value)).__gmr_secret(#slot);)
            }
            Form::Debug => put("put_debug", value, slot, at),
            Form::Display => put("put_display", value, slot, at),
            Form::Nested | Form::Flatten => put("put_report", value, slot, at),
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

fn put(name: &str, value: &TokenStream, slot: &TokenStream, at: Span) -> TokenStream {
    let put = Ident::new(name, at);
    quote_spanned!(at=> __gmr::#put(#value, #slot);)
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
