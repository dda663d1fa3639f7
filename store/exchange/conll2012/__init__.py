"""CoNLL-2012: columns of OntoNotes, with chains of coreference in the last one."""
