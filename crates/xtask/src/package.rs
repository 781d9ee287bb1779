//! `cargo xtask package`: the npm package, built, packed and weighed.

use crate::steps::{Result, Steps};
use crate::{tools, web};

/// Builds the engine and packs the package.
///
/// # Errors
/// When something cannot be built, or a goal is missed.
pub(crate) fn package(steps: &mut Steps) -> Result<()> {
    tools::for_the_web(steps)?;
    web::engine(steps)
}
