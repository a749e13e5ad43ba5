"""Who the avatar is: a file that the operator writes, the prompt that is made of it, and what it can say alone."""
