"""What a killed program, a cut of power, a full disk and a vanished file leave of a project, with the real product."""
