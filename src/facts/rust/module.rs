//! `mod` declarations: which files a crate consists of.

use crate::source::Span;

use super::Context;

/// One `mod name;` or `mod name { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleDeclaration {
    /// The name of the module.
    pub name: Box<str>,
    /// The name, in the file.
    pub span: Span,
    /// Folders, `/`-separated, that the inline modules around it stand for; empty at the top.
    pub folder: Box<str>,
    /// What `#[path = "…"]` names.
    pub path: Option<Box<str>>,
    /// Whether its items stand in this file.
    pub is_inline: bool,
    /// What stands around it.
    pub context: Context,
}

#[cfg(test)]
mod tests {
    use super::super::tests::rust;
    use super::*;

    #[test]
    fn declarations_know_their_file_and_circumstances() {
        let facts = rust(
            "mod a;\n#[cfg(test)] mod b;\n#[path = \"x/y.rs\"] mod c;\nmod d { mod e; }\ncfg_if! { mod f; }",
        );
        let shown: Vec<String> = facts
            .modules
            .iter()
            .map(|module| {
                let path = module.path.as_deref().unwrap_or("-");
                let is_test = module.context.has(Context::TEST);
                format!("{} {} {path} {} {is_test}", module.name, module.folder, module.is_inline)
            })
            .collect();
        assert_eq!(
            shown,
            [
                "a  - false false",
                "b  - false true",
                "c  x/y.rs false false",
                "d  - true false",
                "e d - false false",
                "f  - false false"
            ]
        );
    }
}
