//! Functions that look alike, side by side. A compressor finds again what is near, and the compiler's order is none that it knows:
//! the widget is one and a half kilobytes smaller so, on the wire.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use anyhow::Result;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// As many bytes are compared as a short instruction or two have.
const GRAM: usize = 4;
/// What as many functions have in common says nothing about any of them.
const COMMON: usize = 200;

/// The same module with its functions in another order, and so under other numbers.
///
/// # Errors
/// When it is no module.
pub(crate) fn alike_together(wasm: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = order(&bodies);
    let moved = (0_u32..).zip(&order).map(|(to, from)| (*from, to)).collect();
    let mut module = Module::new();
    Moved { imported, order, moved }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// Each function is followed by the one, of those that are left, that has most in common with it for their sizes.
fn order(bodies: &[&[u8]]) -> Vec<u32> {
    let grams: BTreeMap<u32, BTreeSet<&[u8]>> = (0..).zip(bodies.iter().map(|body| body.windows(GRAM).collect())).collect();
    let mut holders: BTreeMap<&[u8], Vec<u32>> = BTreeMap::new();
    for (function, grams) in &grams {
        for gram in grams {
            holders.entry(gram).or_default().push(*function);
        }
    }
    holders.retain(|_, holders| holders.len() < COMMON);

    let mut left: BTreeSet<u32> = grams.keys().copied().collect();
    let mut order = Vec::new();
    let mut next = left.pop_first();
    while let Some(function) = next {
        order.push(function);
        let own = grams.get(&function);
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for other in own.into_iter().flatten().filter_map(|gram| holders.get(gram)).flatten() {
            if left.contains(other) {
                *shared.entry(*other).or_default() += 1;
            }
        }
        let size = |function: &u32| grams.get(function).map_or(0, BTreeSet::len);
        // Of equals the first one, so that the same module is always put in the same order.
        let nearest = shared.into_iter().rev().max_by_key(|(other, shared)| shared * 1_000_000 / (size(other) + size(&function) + 1));
        next = nearest.map(|(other, _)| other).filter(|other| left.remove(other)).or_else(|| left.pop_first());
    }
    order
}

/// Where each function was, and where it is now; the imported ones come before all others, and stay.
struct Moved {
    imported: u32,
    order: Vec<u32>,
    moved: BTreeMap<u32, u32>,
}

impl Moved {
    /// A list by the old order, in the new one.
    fn ordered<T>(&self, mut list: BTreeMap<u32, T>) -> impl Iterator<Item = T> {
        self.order.iter().filter_map(move |function| list.remove(function))
    }
}

impl Reencode for Moved {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let moved = function.checked_sub(self.imported).and_then(|defined| self.moved.get(&defined));
        Ok(moved.map_or(function, |moved| self.imported + moved))
    }

    fn parse_function_section(&mut self, functions: &mut FunctionSection, section: FunctionSectionReader<'_>) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for of in self.ordered((0..).zip(types).collect()) {
            functions.function(of);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        let bodies: Vec<_> = self.ordered((0..).zip(bodies).collect()).collect();
        bodies.into_iter().try_for_each(|body| self.parse_function_body(code, body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ElementSection, Elements, ExportKind, ExportSection, Function, ImportSection, StartSection, TypeSection};
    use wasmparser::{ElementItems, Operator};

    /// How many functions of two families, turn by turn, there are. Each says its number and calls the next one.
    const FUNCTIONS: u32 = 10;

    fn module() -> Vec<u8> {
        let (mut types, mut imports, mut functions) = (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        types.ty().function([], []);
        imports.import("a", "a", wasm_encoder::EntityType::Function(0));
        let (mut exports, mut elements, mut code) = (ExportSection::new(), ElementSection::new(), CodeSection::new());
        for number in 0..FUNCTIONS {
            functions.function(0);
            exports.export(&format!("f{number}"), ExportKind::Func, number + 1);
            let mut body = Function::new([]);
            let mut put = body.instructions();
            put.i32_const(number.cast_signed()).drop();
            for family in 0..20 {
                if number % 2 == 0 {
                    put.i32_const(1_000 + family).drop()
                } else {
                    put.f32_const((family as f32).into()).drop()
                };
            }
            put.call((number + 1) % FUNCTIONS + 1).call(0).end();
            code.function(&body);
        }
        let listed: Vec<u32> = (1..=FUNCTIONS).collect();
        elements.declared(Elements::Functions(listed.into()));
        elements.segment(wasm_encoder::ElementSegment {
            mode: wasm_encoder::ElementMode::Passive,
            elements: Elements::Functions((&[3, 0][..]).into()),
        });
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports);
        module.section(&StartSection { function_index: 5 }).section(&elements).section(&code);
        module.finish()
    }

    /// What a module says of its functions: for each, by its place, its number and what it calls; the exports; the start; what a table is filled with.
    #[derive(Debug, Default, PartialEq)]
    struct Read {
        numbers: Vec<(i32, Vec<u32>)>,
        exports: Vec<(String, u32)>,
        start: u32,
        filled: Vec<u32>,
    }

    fn read(wasm: &[u8]) -> Read {
        let mut read = Read::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::CodeSectionEntry(body) => {
                    let operators: Vec<_> = body.get_operators_reader().unwrap().into_iter().map(Result::unwrap).collect();
                    let Some(Operator::I32Const { value }) = operators.first() else { panic!("{operators:?}") };
                    let calls = operators
                        .iter()
                        .filter_map(|operator| if let Operator::Call { function_index } = operator { Some(*function_index) } else { None });
                    read.numbers.push((*value, calls.collect()));
                }
                Payload::ExportSection(exports) => {
                    read.exports = exports.into_iter().map(Result::unwrap).map(|export| (export.name.to_owned(), export.index)).collect();
                }
                Payload::StartSection { func, .. } => read.start = func,
                Payload::ElementSection(elements) => {
                    let ElementItems::Functions(items) = elements.into_iter().last().unwrap().unwrap().items else { panic!("functions") };
                    read.filled = items.into_iter().map(Result::unwrap).collect();
                }
                _ => {}
            }
        }
        read
    }

    #[test]
    fn every_function_is_found_where_it_is_now() {
        let (before, after) = (read(&module()), read(&alike_together(&module()).unwrap()));
        let number_at = |index: u32| after.numbers[index as usize - 1].0.cast_unsigned();
        assert_ne!(before.numbers, after.numbers);
        for (name, index) in &after.exports {
            assert_eq!(*name, format!("f{}", number_at(*index)));
        }
        for (number, calls) in &after.numbers {
            assert_eq!((number_at(calls[0]), calls[1]), ((number.cast_unsigned() + 1) % FUNCTIONS, 0), "what is imported stays");
        }
        assert_eq!((number_at(after.start), number_at(after.filled[0]), after.filled[1]), (4, 2, 0));
    }

    #[test]
    fn what_is_alike_stands_together_and_always_in_the_same_order() {
        let after = alike_together(&module()).unwrap();
        let families: Vec<i32> = read(&after).numbers.iter().map(|(number, _)| number % 2).collect();
        assert_eq!(families, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
        assert_eq!(after, alike_together(&module()).unwrap());
    }

    #[test]
    fn what_is_no_module_is_refused() {
        alike_together(b"\0asm\x02\0\0\0").unwrap_err();
    }
}
