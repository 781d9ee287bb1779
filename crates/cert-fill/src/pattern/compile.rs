//! From the tree of a pattern to the program of the simulation.

use super::class::Class;
use super::parse::Tree;
use super::{MAX_PROGRAM, PatternError};

/// One instruction. Targets are places in the program.
#[derive(Debug, Clone)]
pub(super) enum Instruction {
    /// Take one character of the set, then go on with the next instruction.
    Take(Class),
    /// Go on at both places.
    Split(usize, usize),
    /// Go on elsewhere.
    Jump(usize),
    /// Go on only at the beginning of the text.
    Start,
    /// Go on only at the end of the text.
    End,
    /// The pattern has matched.
    Match,
}

pub(super) fn compile(tree: &Tree) -> Result<Vec<Instruction>, PatternError> {
    let mut compiler = Compiler { program: Vec::new(), visits: 0 };
    compiler.tree(tree)?;
    compiler.push(Instruction::Match)?;
    Ok(compiler.program)
}

struct Compiler {
    program: Vec<Instruction>,
    /// Counted apart from instructions: `(){2000}` inside `(…){2000}` writes none.
    visits: usize,
}

impl Compiler {
    fn tree(&mut self, tree: &Tree) -> Result<(), PatternError> {
        self.visits += 1;
        if self.visits > MAX_PROGRAM * 2 {
            return Err(PatternError::TooLarge);
        }
        match tree {
            Tree::Empty => {}
            Tree::Class(class) => {
                self.push(Instruction::Take(class.clone()))?;
            }
            Tree::Start => {
                self.push(Instruction::Start)?;
            }
            Tree::End => {
                self.push(Instruction::End)?;
            }
            Tree::Sequence(parts) => {
                for part in parts {
                    self.tree(part)?;
                }
            }
            Tree::Either(branches) => self.either(branches)?,
            Tree::Repeat { inner, least, most } => self.repeat(inner, *least, *most)?,
        }
        Ok(())
    }

    fn either(&mut self, branches: &[Tree]) -> Result<(), PatternError> {
        let mut jumps = Vec::new();
        let Some((last, others)) = branches.split_last() else { return Ok(()) };
        for branch in others {
            let split = self.push(Instruction::Split(0, 0))?;
            self.tree(branch)?;
            jumps.push(self.push(Instruction::Jump(0))?);
            self.put(split, Instruction::Split(split + 1, self.program.len()));
        }
        self.tree(last)?;
        for jump in jumps {
            self.put(jump, Instruction::Jump(self.program.len()));
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        inner: &Tree,
        least: usize,
        most: Option<usize>,
    ) -> Result<(), PatternError> {
        for _ in 0..least {
            self.tree(inner)?;
        }
        let Some(most) = most else {
            let split = self.push(Instruction::Split(0, 0))?;
            self.tree(inner)?;
            self.push(Instruction::Jump(split))?;
            self.put(split, Instruction::Split(split + 1, self.program.len()));
            return Ok(());
        };
        let mut splits = Vec::new();
        for _ in least..most {
            splits.push(self.push(Instruction::Split(0, 0))?);
            self.tree(inner)?;
        }
        for split in splits {
            self.put(split, Instruction::Split(split + 1, self.program.len()));
        }
        Ok(())
    }

    fn push(&mut self, instruction: Instruction) -> Result<usize, PatternError> {
        let place = self.program.len();
        if place >= MAX_PROGRAM {
            return Err(PatternError::TooLarge);
        }
        self.program.push(instruction);
        Ok(place)
    }

    fn put(&mut self, place: usize, instruction: Instruction) {
        if let Some(slot) = self.program.get_mut(place) {
            *slot = instruction;
        }
    }
}
