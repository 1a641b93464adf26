//! What joins two operands, as far as a block can work it out.

use squawk_syntax::ast::{AstNode, BinOp};

/// What joins two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Both.
    And,
    /// Either.
    Or,
    /// `=`.
    Equal,
    /// `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
    /// `LIKE`, or `ILIKE` with case passed over.
    Like {
        /// Whether case counts.
        is_case_sensitive: bool,
    },
    /// `~`, or `~*` with case passed over.
    Matches {
        /// Whether case counts.
        is_case_sensitive: bool,
    },
    /// `IN`, `= ANY`.
    In,
    /// `LIKE ANY`, `ILIKE ANY`.
    LikeAny {
        /// Whether case counts.
        is_case_sensitive: bool,
    },
    /// `IS`, `IS NOT DISTINCT FROM`: nulls are equal.
    Is,
    /// `||`.
    Concat,
    /// `@>`: the left list holds all of the right.
    Contains,
    /// `&&`: the lists share an item.
    Overlaps,
    /// `+`.
    Plus,
    /// `-`.
    Minus,
    /// `*`.
    Times,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
    /// `[…]`: an item of a list, counted from 1.
    Index,
}

impl Operator {
    /// The operator that is written so, and whether its opposite is meant.
    pub(super) fn of(written: &BinOp) -> Option<(Self, bool)> {
        let sensitive = |is_case_sensitive| Self::Like { is_case_sensitive };
        Some(match written {
            BinOp::And(_) => (Self::And, false),
            BinOp::Or(_) => (Self::Or, false),
            BinOp::Eq(_) => (Self::Equal, false),
            BinOp::Neq(_) | BinOp::Neqb(_) => (Self::NotEqual, false),
            BinOp::LAngle(_) => (Self::Less, false),
            BinOp::Lteq(_) => (Self::AtMost, false),
            BinOp::RAngle(_) => (Self::Greater, false),
            BinOp::Gteq(_) => (Self::AtLeast, false),
            BinOp::Like(_) => (sensitive(true), false),
            BinOp::NotLike(_) => (sensitive(true), true),
            BinOp::Ilike(_) => (sensitive(false), false),
            BinOp::NotIlike(_) => (sensitive(false), true),
            BinOp::In(_) => (Self::In, false),
            BinOp::NotIn(_) => (Self::In, true),
            BinOp::Is(_) | BinOp::IsNotDistinctFrom(_) => (Self::Is, false),
            BinOp::IsNot(_) | BinOp::IsDistinctFrom(_) => (Self::Is, true),
            BinOp::Plus(_) => (Self::Plus, false),
            BinOp::Minus(_) => (Self::Minus, false),
            BinOp::Star(_) => (Self::Times, false),
            BinOp::Slash(_) => (Self::Divide, false),
            BinOp::Percent(_) => (Self::Modulo, false),
            BinOp::CustomOp(operator) => return Self::of_sign(&operator.syntax().text().to_string()),
            _ => return None,
        })
    }

    fn of_sign(sign: &str) -> Option<(Self, bool)> {
        let matches = |is_case_sensitive| Self::Matches { is_case_sensitive };
        Some(match sign {
            "||" => (Self::Concat, false),
            "~" => (matches(true), false),
            "~*" => (matches(false), false),
            "!~" => (matches(true), true),
            "!~*" => (matches(false), true),
            "~~" => (Self::Like { is_case_sensitive: true }, false),
            "~~*" => (Self::Like { is_case_sensitive: false }, false),
            "!~~" => (Self::Like { is_case_sensitive: true }, true),
            "!~~*" => (Self::Like { is_case_sensitive: false }, true),
            "@>" => (Self::Contains, false),
            "&&" => (Self::Overlaps, false),
            _ => return None,
        })
    }
}
