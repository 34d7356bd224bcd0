"""What the pages' frame asks for."""
