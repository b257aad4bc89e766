"""What can be done with heads and people: one function a deed, permission first, then lock, decide, write."""
