"""The portal's outgoing mail: a row in the writer's own transaction, delivered once, never lost, emptied afterwards."""
