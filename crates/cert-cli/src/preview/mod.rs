//! `certfill preview`: a form in the real app while it is written, filled from example certificates, and shown anew
//! after every save.
//!
//! The specimen city is there with its people, but nobody in it offers anything except the department whose form this
//! is. It exists in a folder that is gone at the end, with keys that were made for it: what is filed there is filed
//! with nobody.

mod city;
mod city_files;
mod examples;
mod folder;
mod places;
mod serving;

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use cert_fill::Form;

use crate::args::Preview as Options;
use crate::{Failure, Io, files, lint};

use self::city::{Staged, stage};
use self::folder::Sources;
use self::places::{Scratch, built_app, specimen_world};
use self::serving::Serving;

/// How often is looked at the files. They are small, and a save is seen at once.
const BETWEEN_LOOKS: Duration = Duration::from_millis(150);

pub(crate) fn run(options: &Options, io: &mut Io<'_>) -> Result<u8, Failure> {
    if options.file.as_os_str() == "-" {
        return Err(Failure::usage("preview looks at a file again and again: name one"));
    }
    let bytes = files::read(&options.file, io)?;
    let form = lint::form(&bytes, &options.file, io)?;
    let app = built_app(options.app.as_deref())?;
    let world = specimen_world(options.world.as_deref())?;
    let scratch = Scratch::make()?;
    let sources = Sources::read(&options.file, bytes);
    let staged = stage(&world, &scratch.next(), &sources, &form)?;
    let name = options.file.display().to_string();
    let mut serving = Serving::start(&scratch, &app, options.port, &name, &staged)?;
    say_shown(&form, io);
    for note in &staged.notes {
        io.result(&format!("note: {note}"));
    }
    let address = serving.page();
    io.result(&format!("the form is open at {address}"));
    io.result("nothing is filed with anybody: what is sent stays in this preview and is gone with it; Ctrl-C ends it");
    if !options.no_open {
        places::open(&address);
    }
    let served = Served { sources, notes: staged.notes };
    let (tell, ended) = channel();
    let (input, mut nothing) = (&mut *io.input, std::io::empty());
    let mut io = Io { input: &mut nothing, output: &mut *io.output, messages: &mut *io.messages };
    thread::scope(|scope| {
        if options.until_stdin_closes {
            scope.spawn(move || {
                let _ = std::io::copy(input, &mut std::io::sink());
                let _ = tell.send(());
            });
        } else {
            thread::spawn(move || at_a_signal(&tell));
        }
        watch(options, (&world, &scratch), &mut serving, served, &ended, &mut io);
    });
    serving.stop();
    Ok(0)
}

/// What is served now.
struct Served {
    sources: Sources,
    notes: Vec<String>,
}

/// Looks at the files until it is over. A change counts when two looks see the same, because editors write in pieces.
fn watch(
    options: &Options,
    (world, scratch): (&Path, &Scratch),
    serving: &mut Serving,
    mut served: Served,
    ended: &Receiver<()>,
    io: &mut Io<'_>,
) {
    let (mut judged, mut before) = (served.sources.clone(), served.sources.clone());
    while ended.recv_timeout(BETWEEN_LOOKS) == Err(RecvTimeoutError::Timeout) {
        // A file that is just being replaced is not there for a moment.
        let Ok(bytes) = files::read(&options.file, io) else { continue };
        let now = Sources::read(&options.file, bytes);
        let settled = now == before;
        before = now.clone();
        if !settled || now == judged {
            continue;
        }
        judged = now.clone();
        if now == served.sources {
            serving.found(Vec::new());
            io.result("as it was: what is shown is the file");
            continue;
        }
        match look(options, world, scratch, &now) {
            Ok((form, staged)) => {
                if let Err(failure) = serving.again(&staged) {
                    io.message(&failure.message);
                    return;
                }
                say_shown(&form, io);
                for note in staged.notes.iter().filter(|note| !served.notes.contains(note)) {
                    io.result(&format!("note: {note}"));
                }
                served = Served { sources: now, notes: staged.notes };
            }
            Err(findings) => {
                serving.found(findings.clone());
                for finding in &findings {
                    io.result(finding);
                }
                io.message("not shown: the last edition without errors stays");
            }
        }
    }
}

/// The edition that lies there, or what is wrong with it.
fn look(
    options: &Options,
    world: &Path,
    scratch: &Scratch,
    sources: &Sources,
) -> Result<(Form, Staged), Vec<String>> {
    let form = Form::parse(sources.form()).map_err(|error| {
        let findings = lint::lines(&error);
        if findings.is_empty() {
            vec![format!("{}: {}", options.file.display(), error.code())]
        } else {
            findings
        }
    })?;
    let staged = stage(world, &scratch.next(), sources, &form);
    staged.map(|staged| (form, staged)).map_err(|failure| vec![failure.message])
}

fn say_shown(form: &Form, io: &mut Io<'_>) {
    io.result(&format!("shown: {} {}, integrity {}", form.id(), form.version(), form.integrity()));
}

/// Tells when it is over: Ctrl-C, `kill`, or the terminal is closed.
fn at_a_signal(tell: &Sender<()>) {
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
        let Ok(mut hang_up) = signal(SignalKind::hangup()) else { return };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    });
    let _ = tell.send(());
}
