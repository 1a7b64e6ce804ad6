package honeyd.service;

/// Whose a script is: how to act as its user, and who watches over that user's scripts.
///
/// @param guardian kills what outlives the daemon; has the same user, as nobody else may
record ScriptUser(AsUser as, Guardian guardian) {}
