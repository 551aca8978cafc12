"""How an organisation comes in, is looked at, suspended, merged and closed: the NPO's steps and the ward's queue."""
