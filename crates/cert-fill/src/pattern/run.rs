//! The simulation: all ways through the program at once.

use super::compile::Instruction;

/// Whether the program matches somewhere in `text`.
///
/// For each character each instruction is entered at most once, so the number of
/// steps is at most characters × instructions.
pub(super) fn is_match(program: &[Instruction], text: &str) -> bool {
    let mut threads = Threads::new(program);
    let mut characters = text.chars().peekable();
    let mut at_start = true;
    loop {
        let at_end = characters.peek().is_none();
        // A match may begin at every place: the search is unanchored.
        if threads.enter(0, at_start, at_end) {
            return true;
        }
        let Some(character) = characters.next() else { return false };
        at_start = false;
        if threads.step(character, characters.peek().is_none()) {
            return true;
        }
    }
}

struct Threads<'p> {
    program: &'p [Instruction],
    /// The `Take` instructions that wait for the next character.
    waiting: Vec<usize>,
    /// Per instruction, the round in which it was last entered.
    entered: Vec<usize>,
    round: usize,
    stack: Vec<usize>,
}

impl<'p> Threads<'p> {
    fn new(program: &'p [Instruction]) -> Self {
        Self {
            program,
            waiting: Vec::new(),
            entered: vec![0; program.len()],
            round: 1,
            stack: Vec::new(),
        }
    }

    /// Follows the program from `place` without taking a character. Says whether
    /// the pattern has matched.
    fn enter(&mut self, place: usize, at_start: bool, at_end: bool) -> bool {
        self.stack.push(place);
        while let Some(place) = self.stack.pop() {
            match self.entered.get_mut(place) {
                Some(round) if *round != self.round => *round = self.round,
                _ => continue,
            }
            match self.program.get(place) {
                Some(Instruction::Take(_)) => self.waiting.push(place),
                Some(Instruction::Split(first, second)) => {
                    self.stack.push(*second);
                    self.stack.push(*first);
                }
                Some(Instruction::Jump(target)) => self.stack.push(*target),
                Some(Instruction::Start) if at_start => self.stack.push(place + 1),
                Some(Instruction::End) if at_end => self.stack.push(place + 1),
                Some(Instruction::Match) => {
                    self.stack.clear();
                    return true;
                }
                Some(Instruction::Start | Instruction::End) | None => {}
            }
        }
        false
    }

    /// Takes one character with every waiting instruction.
    fn step(&mut self, character: char, at_end: bool) -> bool {
        self.round += 1;
        let waiting = std::mem::take(&mut self.waiting);
        for place in waiting {
            let takes = match self.program.get(place) {
                Some(Instruction::Take(class)) => class.contains(character),
                _ => false,
            };
            if takes && self.enter(place + 1, false, at_end) {
                return true;
            }
        }
        false
    }
}
