//! From one screen to one camera and back to the same bytes.

#![allow(clippy::unwrap_used, reason = "a test that panics says where")]

use cert_frames::{FrameFault, Gathering, Level, Plan, Progress, Showing, is_part, modules};
use proptest::prelude::*;

/// Small numbers that look random, the same ones each time (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 27)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % count
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| u8::try_from(self.next() >> 56).unwrap()).collect()
    }
}

/// The frames that get through, until all is there: the content and how many there were on the screen.
fn cross(showing: &Showing, gets_through: impl Fn(u32) -> bool) -> (Vec<u8>, u32) {
    let mut gathering = Gathering::new();
    for n in 0..20_000 {
        if !gets_through(n) {
            continue;
        }
        match gathering.push(&showing.frame(n)).unwrap() {
            Progress::Whole(content) => return (content, n + 1),
            Progress::Parts { seen, needed } => assert!(seen < needed),
        }
    }
    panic!("not whole");
}

#[test]
fn every_length_comes_back() {
    let mut numbers = Numbers(1);
    for length in (0..300).chain([1_000, 4_095, 65_535, 65_536, 100_000]) {
        let content = numbers.bytes(length);
        for most in [60, 389, 889] {
            let showing = Showing::of(&content, most).unwrap();
            let (back, frames) = cross(&showing, |_| true);
            assert_eq!(back, content, "{length} in {most}");
            // Nothing is lost, so the first round is enough.
            assert_eq!(usize::try_from(frames).unwrap(), showing.parts());
        }
    }
}

/// Issue "Verifiers", 4: a certificate with a photograph in under 20 s, whichever third of the frames is lost.
#[test]
fn forty_kilobytes_cross_in_twenty_seconds_without_every_third_frame() {
    const FRAMES_PER_SECOND: u32 = 12;
    let content = Numbers(2).bytes(40_000);
    for (side, ratio) in [(360.0, 3.0), (360.0, 1.0)] {
        let plan = Plan::for_screen(side, ratio).unwrap();
        let showing = plan.show(&content).unwrap();
        for lost in 0..3 {
            let (back, frames) = cross(&showing, |n| n % 3 != lost);
            assert_eq!(back, content);
            assert!(frames < 20 * FRAMES_PER_SECOND, "{frames} frames of {}", showing.parts());
        }
    }
}

/// Beginning anywhere, losing half, in any order, with doubles: little more than needed is enough.
#[test]
fn order_losses_and_doubles_do_not_matter() {
    let mut numbers = Numbers(3);
    for round in 0..20 {
        let content = numbers.bytes(20_000);
        let showing = Showing::of(&content, 400).unwrap();
        let start = u32::try_from(numbers.below(10_000)).unwrap();
        let mut frames: Vec<_> = (start..start + 400).filter(|_| numbers.below(2) == 0).collect();
        for at in (1..frames.len()).rev() {
            frames.swap(at, numbers.below(at + 1));
        }
        let mut gathering = Gathering::new();
        let mut taken = 0;
        let back = frames.iter().find_map(|n| {
            taken += 1;
            let first = gathering.push(&showing.frame(*n)).unwrap();
            if let Progress::Parts { .. } = first {
                // The camera is faster than the screen.
                assert_eq!(gathering.push(&showing.frame(*n)), Ok(first));
                return None;
            }
            Some(first)
        });
        assert_eq!(back, Some(Progress::Whole(content)), "round {round}");
        assert!(taken < showing.parts() * 2, "{taken} of {}", showing.parts());
    }
}

#[test]
fn progress_counts_parts() {
    let content = Numbers(4).bytes(800);
    let showing = Showing::of(&content, 101).unwrap();
    assert_eq!((showing.parts(), showing.is_one(), showing.level()), (8, false, Level::Low));
    let mut gathering = Gathering::new();
    for (n, seen) in [(0, 1), (4, 2), (4, 2), (2, 3)] {
        let progress = gathering.push(&showing.frame(n).to_lowercase());
        assert_eq!(progress, Ok(Progress::Parts { seen, needed: 8 }));
    }
}

#[test]
fn one_code_is_whole_at_once() {
    let showing = Showing::of(b"SPECIMEN", 100).unwrap();
    assert!(showing.is_one());
    assert_eq!((showing.frame(0), showing.level()), (showing.frame(7), Level::Medium));
    let mut gathering = Gathering::new();
    let whole = gathering.push(&showing.frame(0));
    assert_eq!(whole, Ok(Progress::Whole(b"SPECIMEN".to_vec())));
}

#[test]
fn another_code_is_noticed_and_spoils_nothing() {
    let mut numbers = Numbers(5);
    let (content, other) = (numbers.bytes(3_000), numbers.bytes(3_000));
    let (showing, foreign) =
        (Showing::of(&content, 300).unwrap(), Showing::of(&other, 300).unwrap());
    let mut gathering = Gathering::new();
    let needed = showing.parts();
    // Both in one picture, all the time.
    for n in 0..9 {
        let seen = usize::try_from(n).unwrap() + 1;
        let progress = gathering.push(&showing.frame(n));
        assert_eq!(progress, Ok(Progress::Parts { seen, needed }));
        assert_eq!(gathering.push(&foreign.frame(n)), Err(FrameFault::Mixed));
    }
    // The camera turns to the other one, whose parts before are not forgotten while it looks there.
    for n in 9..11 {
        assert_eq!(gathering.push(&foreign.frame(n)), Err(FrameFault::Mixed));
        assert_eq!(gathering.push(&foreign.frame(n)), Err(FrameFault::Mixed), "seen twice");
    }
    let progress = gathering.push(&foreign.frame(0));
    assert_eq!(progress, Ok(Progress::Parts { seen: 4, needed }));
    let whole = (1..30).find_map(|n| match gathering.push(&foreign.frame(n)) {
        Ok(Progress::Whole(content)) => Some(content),
        _ => None,
    });
    assert_eq!(whole, Some(other));
    // A code of two parts needs no four.
    let short = Showing::of(&[7; 60], 40).unwrap();
    gathering.push(&showing.frame(0)).unwrap();
    assert_eq!(gathering.push(&short.frame(0)), Err(FrameFault::Mixed));
    assert_eq!(gathering.push(&short.frame(1)), Ok(Progress::Whole(vec![7; 60])));
}

/// `testUREncoder` of BlockchainCommons/bc-ur (test/test.cpp) and URKit: the message of 50 bytes in one code, the one of
/// 256 in fragments of 30 at most, and of the mixed parts three.
const PUBLISHED_ONE: &str = "ur:bytes/hdeymejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtgwdpfnsboxgwlbaawzuefywkdplrsrjynbvygabwjldapfcsdwkbrkch";
const PUBLISHED: [(u32, &str); 12] = [
    (
        1,
        "ur:bytes/1-9/lpadascfadaxcywenbpljkhdcahkadaemejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtdkgslpgh",
    ),
    (
        2,
        "ur:bytes/2-9/lpaoascfadaxcywenbpljkhdcagwdpfnsboxgwlbaawzuefywkdplrsrjynbvygabwjldapfcsgmghhkhstlrdcxaefz",
    ),
    (
        3,
        "ur:bytes/3-9/lpaxascfadaxcywenbpljkhdcahelbknlkuejnbadmssfhfrdpsbiegecpasvssovlgeykssjykklronvsjksopdzmol",
    ),
    (
        4,
        "ur:bytes/4-9/lpaaascfadaxcywenbpljkhdcasotkhemthydawydtaxneurlkosgwcekonertkbrlwmplssjtammdplolsbrdzcrtas",
    ),
    (
        5,
        "ur:bytes/5-9/lpahascfadaxcywenbpljkhdcatbbdfmssrkzmcwnezelennjpfzbgmuktrhtejscktelgfpdlrkfyfwdajldejokbwf",
    ),
    (
        6,
        "ur:bytes/6-9/lpamascfadaxcywenbpljkhdcackjlhkhybssklbwefectpfnbbectrljectpavyrolkzczcpkmwidmwoxkilghdsowp",
    ),
    (
        7,
        "ur:bytes/7-9/lpatascfadaxcywenbpljkhdcavszmwnjkwtclrtvaynhpahrtoxmwvwatmedibkaegdosftvandiodagdhthtrlnnhy",
    ),
    (
        8,
        "ur:bytes/8-9/lpayascfadaxcywenbpljkhdcadmsponkkbbhgsoltjntegepmttmoonftnbuoiyrehfrtsabzsttorodklubbuyaetk",
    ),
    (
        9,
        "ur:bytes/9-9/lpasascfadaxcywenbpljkhdcajskecpmdckihdyhphfotjojtfmlnwmadspaxrkytbztpbauotbgtgtaeaevtgavtny",
    ),
    (
        10,
        "ur:bytes/10-9/lpbkascfadaxcywenbpljkhdcahkadaemejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtwdkiplzs",
    ),
    (
        14,
        "ur:bytes/14-9/lpbaascfadaxcywenbpljkhdcapazewnvonnvdnsbyleynwtnsjkjndeoldydkbkdslgjkbbkortbelomueekgvstegt",
    ),
    (
        20,
        "ur:bytes/20-9/lpbbascfadaxcywenbpljkhdcayapmrleeleaxpasfrtrdkncffwjyjzgyetdmlewtkpktgllepfrltataztksmhkbot",
    ),
];

#[test]
fn published_parts_are_made_and_read() {
    let Ok(Progress::Whole(short)) = Gathering::new().push(PUBLISHED_ONE) else {
        panic!("one code")
    };
    assert_eq!(Showing::of(&short, 100).unwrap().frame(0), PUBLISHED_ONE.to_uppercase());
    let (first_round, mixed) = PUBLISHED.split_at(9);
    let mut gathering = Gathering::new();
    let last = first_round.iter().map(|(_, part)| gathering.push(part)).last();
    let Some(Ok(Progress::Whole(content))) = last else { panic!("{last:?}") };
    // Both are the beginning of the same random bytes.
    assert_eq!((short.len(), content.len(), content.get(..50)), (50, 256, Some(&*short)));
    let showing = Showing::of(&content, 30).unwrap();
    for (number, text) in PUBLISHED {
        assert_eq!(showing.frame(number - 1), text.to_uppercase(), "{number}");
    }
    // The mixed ones stand for those that are missing.
    let without = first_round.iter().skip(mixed.len()).chain(mixed);
    let pushed: Vec<_> = without.map(|(_, part)| gathering.push(part).unwrap()).collect();
    assert!(matches!(pushed.first(), Some(Progress::Parts { seen: 1, needed: 9 })));
}

/// ur 0.5.2 reads what is shown here, and what it shows is read here.
#[test]
fn another_program_agrees() {
    let mut numbers = Numbers(6);
    for length in [100, 777, 5_000, 40_000] {
        let content = numbers.bytes(length);
        let showing = Showing::of(&content, 90).unwrap();
        let mut theirs = ur::Decoder::default();
        for n in (0..).filter(|n| n % 3 != 1).take(5_000) {
            theirs.receive(&showing.frame(n)).unwrap();
            if theirs.complete() {
                break;
            }
        }
        let message = theirs.message().unwrap().unwrap();
        assert!(message.ends_with(&content));
        let mut encoder = ur::Encoder::bytes(&message, 90).unwrap();
        let mut ours = Gathering::new();
        let whole = (0..5_000).find_map(|n| {
            let text = encoder.next_part().unwrap();
            assert_eq!(text.to_uppercase(), showing.frame(n));
            match ours.push(&text).unwrap() {
                Progress::Whole(content) if n % 2 == 0 => Some(content),
                _ => None,
            }
        });
        assert!(whole.is_none_or(|whole| whole == content));
    }
}

#[test]
fn limits_hold() {
    assert_eq!(Showing::of(&vec![0; 1_000_001], 5_000).unwrap_err(), FrameFault::TooLarge);
    assert_eq!(Showing::of(&vec![0; 1_000_000], 499).unwrap_err(), FrameFault::TooLarge);
    let largest = Showing::of(&vec![9; 1_000_000], 889).unwrap();
    assert_eq!(cross(&largest, |_| true).0.len(), 1_000_000);
    assert_eq!(Showing::of(b"x", 0).unwrap().parts(), 2, "a byte and its head, one each");
}

#[test]
fn upper_case_parts_are_held_in_alphanumeric_mode() {
    let plan = Plan::for_screen(400.0, 2.0).unwrap();
    let frame = plan.show(&Numbers(7).bytes(40_000)).unwrap().frame(3);
    assert_eq!(frame, frame.to_uppercase());
    let side = |text: &str| modules(text, Level::Low).unwrap().side();
    // Version 25; as bytes the same text needs version 31.
    assert_eq!((side(&frame), side(&frame.to_lowercase())), (117, 141));
    let drawn = modules("UR:BYTES/", Level::Medium).unwrap();
    assert!(drawn.rows().all(|row| row.len() == drawn.side()));
    // The finder pattern at the top left: dark, with a light ring in it, and a light line beside it.
    let top: Vec<_> = drawn.rows().next().unwrap().iter().take(8).copied().collect();
    assert_eq!(top, [true, true, true, true, true, true, true, false]);
    assert_eq!(modules(&"a".repeat(3_000), Level::Low), Err(FrameFault::DoesNotFit));
}

/// Parts with right checksums of their own and other bytes.
#[test]
fn forged_parts_give_no_content() {
    let content = Numbers(8).bytes(500);
    let showing = Showing::of(&content, 100).unwrap();
    let mut gathering = Gathering::new();
    for n in 0..4 {
        gathering.push(&showing.frame(n)).unwrap();
    }
    assert_eq!(gathering.push(&forge(&showing.frame(2))), Err(FrameFault::Contradiction));
    // It came first and nothing contradicts it until all is there; then nothing is believed.
    let mut gathering = Gathering::new();
    gathering.push(&forge(&showing.frame(4))).unwrap();
    let last = [0, 1, 2, 3, 5].map(|n| gathering.push(&showing.frame(n)));
    assert_eq!(last.last(), Some(&Err(FrameFault::ContentWrong)));
    let progress = gathering.push(&showing.frame(4));
    assert_eq!(progress, Ok(Progress::Parts { seen: 1, needed: 6 }));
}

/// The part with another last byte, and the checksum that belongs to it.
fn forge(text: &str) -> String {
    let lower = text.to_lowercase();
    let (numbers, words) = lower.rsplit_once('/').unwrap();
    let mut bytes = ur::bytewords::decode(words, ur::bytewords::Style::Minimal).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    format!("{numbers}/{}", ur::bytewords::encode(&bytes, ur::bytewords::Style::Minimal))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(texts in prop::collection::vec(".{0,80}", 1..8)) {
        let mut gathering = Gathering::new();
        for text in texts {
            prop_assert!(gathering.push(&text).is_err());
            let as_part = format!("ur:bytes/{text}");
            prop_assert!(is_part(&as_part));
            let _ = gathering.push(&as_part);
        }
    }

    /// Parts with right checksums and any numbers.
    #[test]
    fn no_numbers_make_it_panic(
        numbers in prop::collection::vec(
            (any::<u32>(), 0..40_u32, any::<u32>(), 0..3_u32, prop::collection::vec(any::<u8>(), 0..9)),
            1..60,
        ),
        small in any::<bool>(),
    ) {
        let mut gathering = Gathering::new();
        for (sequence, parts, length, checksum, data) in numbers {
            let length = if small { length % 200 } else { length };
            let mut bytes = vec![0x85];
            for value in [sequence, parts, length, checksum] {
                match u8::try_from(value) {
                    Ok(small @ 0..24) => bytes.push(small),
                    Ok(byte) => bytes.extend([0x18, byte]),
                    _ => bytes.extend([&[0x1a][..], &value.to_be_bytes()].concat()),
                }
            }
            bytes.push(0x40 | u8::try_from(data.len()).unwrap());
            bytes.extend(data);
            let words = ur::bytewords::encode(&bytes, ur::bytewords::Style::Minimal);
            let _ = gathering.push(&format!("ur:bytes/{sequence}-{parts}/{words}"));
        }
    }

    /// True parts with changes in them never give other content than the true one.
    #[test]
    fn changed_parts_give_no_other_content(
        length in 0..2_000_usize,
        most in 20..200_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 32..127_u8), 0..60),
    ) {
        let content = Numbers(9).bytes(length);
        let showing = Showing::of(&content, most).unwrap();
        let mut gathering = Gathering::new();
        for (n, (place, letter)) in (0..).zip(changes) {
            let mut text = showing.frame(n).into_bytes();
            let at = place.index(text.len());
            text[at] = letter;
            if let Ok(Progress::Whole(whole)) = gathering.push(&String::from_utf8(text).unwrap()) {
                prop_assert_eq!(&whole, &content);
            }
            if let Ok(Progress::Whole(whole)) = gathering.push(&showing.frame(n)) {
                prop_assert_eq!(&whole, &content);
            }
        }
    }
}
