"""Small government sites of our own writing, served on loopback for the demo and the tests."""
