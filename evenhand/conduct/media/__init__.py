"""What was kept of contacts: recordings of calls and images of visits, held to what the contacts say of them."""
