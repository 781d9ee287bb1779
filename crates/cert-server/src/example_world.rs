//! The forms and example certificates of a world, for programs that try them without a server.

use std::path::Path;

use cert_fill::Form;
use cert_verify::{ClaimPath, UnixTime};
use serde_json::{Value, json};

use crate::{StartError, catalogue, specimen::certificates, world::World};

/// A folder with departments, their services, and people who have certificates.
#[derive(Debug)]
pub struct ExampleWorld(World);

/// What stands on an example certificate, before it is signed.
#[derive(Debug)]
pub struct ExampleCertificate {
    /// What its type is called in this world.
    pub name: &'static str,
    /// All claims but `cnf` and `status`.
    pub claims: Value,
    /// Those that the holder may keep back.
    pub disclosable: Vec<ClaimPath>,
}

/// A service of a department.
#[derive(Debug)]
pub struct ExampleService {
    /// The department's short name.
    pub department: &'static str,
    /// The service's name within it.
    pub name: String,
    /// Its form.
    pub form: Form,
}

impl ExampleWorld {
    /// Reads a folder as the server does, and holds every department against the linter.
    ///
    /// # Errors
    /// [`StartError::World`] with the file and the reason.
    pub fn read(folder: &Path) -> Result<Self, StartError> {
        let world = World::read(folder)?;
        catalogue::check(&world)?;
        Ok(Self(world))
    }

    /// Every service of every department, in the order of the folders.
    pub fn services(&self) -> Vec<ExampleService> {
        let mut services = Vec::new();
        for authority in &self.0.authorities {
            for name in authority.folder.names("services") {
                let form = authority.folder.form(name);
                services.extend(form.map(|form| ExampleService {
                    department: authority.slug,
                    name: name.to_owned(),
                    form,
                }));
            }
        }
        services
    }

    /// The certificates that the issuer would give this person now; none for somebody unknown.
    pub fn certificates(&self, person: &str, now: UnixTime) -> Vec<ExampleCertificate> {
        let Some(person) = self.0.person(person) else { return Vec::new() };
        let kinds = person.certificates.iter().filter_map(|name| self.0.kind(name));
        let signed = kinds.filter(|kind| kind.printed_from.is_none());
        signed
            .filter_map(|kind| {
                let contents = certificates::contents(kind, person, now)?;
                let mut claims = json!({
                    "iss": kind.authority.issuer,
                    "vct": kind.vct,
                    "iat": now.seconds(),
                    "nbf": contents.not_before.seconds(),
                    "exp": contents.expires.seconds(),
                });
                let disclosable = certificates::disclosable(&contents.claims);
                claims.as_object_mut()?.extend(contents.claims);
                Some(ExampleCertificate { name: kind.name, claims, disclosable })
            })
            .collect()
    }

    /// What a type of certificate is called in English.
    pub fn type_name(&self, vct: &str) -> Option<&'static str> {
        self.0.types.iter().find(|kind| kind.vct == vct).map(|kind| kind.en)
    }
}
