package honeyd.model;

/// A real program that runs on a virtual host's address: `add TMPL subsystem "CMD"`.
///
/// @param command the command line as written
/// @param shared one process for all addresses of the template, not one each
/// @param restart started again when it ends
public record Subsystem(String command, boolean shared, boolean restart) {}
