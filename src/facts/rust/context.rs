//! What stands around a piece of Rust: the same call is a defect here and right there.

use std::ops::{BitOr, BitOrAssign};

/// A set of circumstances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context(u16);

impl Context {
    /// Nothing special.
    pub const NONE: Self = Self(0);
    /// Compiled for tests only, a test itself, or compiled never.
    pub const TEST: Self = Self(1);
    /// In a function that runs once when the program starts: `main`, `build`, `builder`.
    pub const START_UP: Self = Self(1 << 1);
    /// In what initialises a static, a constant or a once-cell.
    pub const STATIC: Self = Self(1 << 2);
    /// In the arguments of a macro.
    pub const MACRO: Self = Self(1 << 3);
    /// In the definition of a macro.
    pub const MACRO_DEFINITION: Self = Self(1 << 4);
    /// Where an attribute lets the caller call `unwrap`.
    pub const UNWRAP_ALLOWED: Self = Self(1 << 5);
    /// Where an attribute lets the caller call `expect`.
    pub const EXPECT_ALLOWED: Self = Self(1 << 6);
    /// Where an attribute lets the caller panic.
    pub const PANIC_ALLOWED: Self = Self(1 << 7);
    /// Where an attribute lets the caller index.
    pub const INDEX_ALLOWED: Self = Self(1 << 8);
    /// Compiled into debug builds only.
    pub const DEBUG: Self = Self(1 << 9);

    /// Whether every circumstance of `other` holds.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Without the circumstances of `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Context {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Context {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
