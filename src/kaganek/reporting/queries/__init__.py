"""What reports read: few statements over the rows of progress."""
